module hello.lib {
    exports lib;
}
