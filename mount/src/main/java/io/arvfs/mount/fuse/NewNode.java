package io.arvfs.mount.fuse;

import io.arvfs.journal.event.Name;

/**
 * What is to be made: its name, its permission bits (07777, the caller's umask already applied) and
 * the user and group of the caller.
 */
public record NewNode(Name name, int mode, int uid, int gid) {}
