<?php
// Acts on the throw-away site from outside the web server: php act.php ACTION [ARGUMENT…]
$_SERVER['HTTP_HOST'] = parse_url(getenv('PEER_WORDPRESS_URL'), PHP_URL_HOST)
    . ':' . parse_url(getenv('PEER_WORDPRESS_URL'), PHP_URL_PORT);
$_SERVER['REQUEST_METHOD'] = 'GET';
error_reporting(E_ERROR);
if (($argv[1] ?? '') === 'install') {
    define('WP_INSTALLING', true);
}
require getenv('PEER_WORDPRESS_SITE') . '/wp-load.php';

$actions = [
    'install' => function (): void {
        require_once ABSPATH . 'wp-admin/includes/upgrade.php';
        wp_install('Landkreis Falmtal', 'admin', 'admin@landkreis-falmtal.example', true, '',
            'throw-away', 'de_DE');
        update_option('timezone_string', 'Europe/Berlin');
        update_option('blogdescription', 'Frei erfunden, zum Ausprobieren');
        foreach (get_posts(['numberposts' => -1, 'post_type' => ['post', 'page']]) as $post) {
            wp_delete_post($post->ID, true);
        }
    },
    'fill' => function (string $file): void {
        wp_set_current_user(1);
        wp_defer_term_counting(true);
        foreach (json_decode(file_get_contents($file), true) as $post) {
            fill_in($post);
        }
        wp_defer_term_counting(false);
    },
    'permalinks' => function (string $shape = ''): void {
        global $wp_rewrite;
        $wp_rewrite->set_permalink_structure($shape);
        $wp_rewrite->flush_rules(true);
    },
    'theme' => fn (string $name) => switch_theme($name),
    'close' => fn (string $doors = '') => update_option('peer_closed', $doors),
    'edit' => function (string $id, string $old, string $new): void {
        wp_set_current_user(1);
        $content = str_replace($old, $new, get_post((int) $id)->post_content);
        wp_update_post(wp_slash(['ID' => (int) $id, 'post_content' => $content]));
    },
    'delete' => fn (string $id) => wp_delete_post((int) $id, true),
    'add' => function (string $json): void {
        wp_set_current_user(1);
        fill_in(json_decode($json, true));
    },
];

function fill_in(array $post): void
{
    global $wpdb;
    $categories = array_map(function (string $name): int {
        $known = term_exists($name, 'category');
        return (int) ($known ?: wp_insert_term($name, 'category'))['term_id'];
    }, $post['categories']);
    $id = wp_insert_post(wp_slash([
        'import_id' => $post['id'],
        'post_title' => $post['title'],
        'post_name' => $post['slug'],
        'post_content' => $post['content'],
        'post_date' => $post['date'],
        'post_date_gmt' => $post['date_gmt'],
        'post_status' => 'publish',
        'post_author' => 1,
        'post_category' => $categories,
    ]), true);
    if (is_wp_error($id) || $id !== $post['id']) {
        fwrite(STDERR, "not filled in: {$post['title']}\n");
        exit(1);
    }
    $wpdb->update($wpdb->posts, [
        'post_modified' => $post['modified'],
        'post_modified_gmt' => $post['modified_gmt'],
    ], ['ID' => $id]);
}

$action = $actions[$argv[1] ?? ''] ?? null;
if ($action === null) {
    fwrite(STDERR, 'act.php ' . implode('|', array_keys($actions)) . "\n");
    exit(2);
}
$action(...array_slice($argv, 2));
