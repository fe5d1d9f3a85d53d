<?php
// Fills the throw-away site of peers/wordpress with posts and comments: php wordpress_acts.php JSON
$_SERVER['HTTP_HOST'] = parse_url(getenv('PEER_WORDPRESS_URL'), PHP_URL_HOST)
    . ':' . parse_url(getenv('PEER_WORDPRESS_URL'), PHP_URL_PORT);
$_SERVER['REQUEST_METHOD'] = 'GET';
error_reporting(E_ERROR);
require getenv('PEER_WORDPRESS_SITE') . '/wp-load.php';
wp_set_current_user(1);
$site = json_decode(file_get_contents($argv[1]), true);
foreach (get_posts(['numberposts' => -1, 'post_type' => 'post']) as $old) {
    wp_delete_post($old->ID, true);
}
update_option('blogname', 'Werrablick');
update_option('date_format', $site['date_format']);
update_option('show_avatars', '0');
switch_theme($site['theme']);
global $wp_rewrite;
$wp_rewrite->set_permalink_structure($site['permalink']);
$wp_rewrite->flush_rules(true);
$links = [];
foreach ($site['posts'] as $post) {
    $comments = $post['comments'];
    unset($post['comments']);
    $id = wp_insert_post(wp_slash($post + ['post_status' => 'publish', 'post_author' => 1]));
    wp_set_object_terms($id, $post['tags_input'][1], 'category');
    foreach ($comments as $comment) {
        wp_insert_comment(['comment_post_ID' => $id, 'comment_approved' => 1] + $comment);
    }
    $links[] = get_permalink($id);
}
echo json_encode($links);
