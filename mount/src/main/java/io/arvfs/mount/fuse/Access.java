package io.arvfs.mount.fuse;

/** Who may enter the mount. The system lets others in only if its configuration allows that. */
public enum Access {
  /** The user who mounted. */
  OWNER,
  /** The user who mounted, and root. */
  ROOT,
  /** Everybody, within the permission bits. */
  ALL
}
