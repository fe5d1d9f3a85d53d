<?php
// Closes doors of discovery, as security plugins do: the option names those that are shut.
function peer_is_closed(string $door): bool
{
    return in_array($door, explode(',', (string) get_option('peer_closed', '')), true);
}

add_filter('rest_authentication_errors', function ($found) {
    return peer_is_closed('rest')
        ? new WP_Error('rest_disabled', 'REST ist abgeschaltet.', ['status' => 401])
        : $found;
});
add_filter('wp_sitemaps_enabled', fn ($on) => $on && !peer_is_closed('sitemap'));
add_action('template_redirect', function () {
    if (is_feed() && peer_is_closed('feed')) {
        status_header(403);
        exit;
    }
}, 0);
