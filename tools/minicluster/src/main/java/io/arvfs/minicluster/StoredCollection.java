package io.arvfs.minicluster;

/** A collection as it lies in the cluster; {@code manifestText} is without signatures. */
public record StoredCollection(
    String uuid, String name, String manifestText, String portableDataHash, long version) {}
