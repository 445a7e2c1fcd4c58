package io.arvfs.mount.fuse;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Which attributes of a node to set, and to what; an empty one stays as it is. {@code handle} is
 * there when the caller came through an open file ({@code ftruncate}). {@code mode} has permission
 * bits only (07777); {@code size} is in bytes.
 */
public record AttributeChange(
    OptionalLong size,
    OptionalInt mode,
    OptionalInt uid,
    OptionalInt gid,
    Optional<Stamp> accessed,
    Optional<Stamp> modified,
    OptionalLong handle) {}
