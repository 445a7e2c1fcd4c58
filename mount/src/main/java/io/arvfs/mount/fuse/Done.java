package io.arvfs.mount.fuse;

/** The value of an answer that has none: the request was carried out. */
public enum Done {
  DONE
}
