module app {
    requires io.picklewire;
}
