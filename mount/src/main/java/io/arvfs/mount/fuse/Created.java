package io.arvfs.mount.fuse;

/** A file that was made and opened in one step. */
public record Created(Node node, Opened opened) {}
