package io.arvfs.mount.fuse;

/** How a value of one kind is sent: takes the request, so sends exactly once. */
@FunctionalInterface
interface Reply<T> {

  void send(Request request, T value);
}
