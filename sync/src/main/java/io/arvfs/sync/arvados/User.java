package io.arvfs.sync.arvados;

/** The user a token belongs to, as far as a mount cares. */
public record User(
    String uuid,
    String username,
    String fullName,
    String email,
    boolean isActive,
    boolean isAdmin) {}
