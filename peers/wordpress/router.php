<?php
// PHP's own web server: files as they are, everything else is WordPress (as .htaccess would say).
$path = rawurldecode(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH) ?: '/');
register_shutdown_function(function (): void {
    // PHP's server does not log what a router answers.
    $line = http_response_code() . ' ' . $_SERVER['REQUEST_METHOD'] . ' ' . $_SERVER['REQUEST_URI'];
    file_put_contents(getenv('PEER_WORDPRESS_LOG'), $line . "\n", FILE_APPEND | LOCK_EX);
});
$file = $_SERVER['DOCUMENT_ROOT'] . $path;
if ($path !== '/' && is_file($file)) {
    return false;
}
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = '/index.php';
$_SERVER['SCRIPT_FILENAME'] = $_SERVER['DOCUMENT_ROOT'] . '/index.php';
require $_SERVER['DOCUMENT_ROOT'] . '/index.php';
