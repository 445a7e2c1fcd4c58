package io.arvfs.minicluster;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Where a cluster's state lies. Every write is whole or absent after a crash of the process, and
 * durable against that crash when the call returns; power cuts are not guarded against.
 *
 * <p>Thread-safe for blocks; everything else is called under the cluster's lock.
 */
interface Store {

  /** Names are short, lower-case and safe as file names. */
  void putDocument(String name, byte[] content) throws IOException;

  Optional<byte[]> document(String name) throws IOException;

  /** Adds the row or replaces the one of the same uuid. */
  void putRow(CollectionRow row) throws IOException;

  void deleteRow(String uuid) throws IOException;

  List<CollectionRow> rows() throws IOException;

  /** Keeps a manifest text once, whatever the number of rows that name it. */
  void putManifest(String key, String text) throws IOException;

  /** The text under that key; an {@link IOException} if it is not there, too. */
  String manifest(String key) throws IOException;

  /** Keeps a block; the caller has checked that {@code md5} is its hash. */
  void putBlock(String md5, byte[] content) throws IOException;

  /** The block, not to be changed by the caller. */
  Optional<byte[]> block(String md5) throws IOException;
}
