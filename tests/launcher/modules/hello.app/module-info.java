module hello.app {
    requires hello.lib;
}
