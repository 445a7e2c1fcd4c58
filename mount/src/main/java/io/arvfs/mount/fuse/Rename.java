package io.arvfs.mount.fuse;

import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;

/**
 * What is to move and where. With {@code noReplace} the target must not exist, with {@code
 * exchange} it must, and the two change places; never both.
 */
public record Rename(
    Ino parent, Name name, Ino newParent, Name newName, boolean noReplace, boolean exchange) {}
