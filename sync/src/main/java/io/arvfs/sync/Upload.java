package io.arvfs.sync;

import io.arvfs.fs.Volume;
import io.arvfs.fs.tree.Extent.InSegment;
import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.event.CommitEvent.BytesStored;
import io.arvfs.journal.event.CommitEvent.StoredPart;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.sync.arvados.Keep;
import io.arvfs.sync.arvados.Replication;
import io.arvfs.sync.upload.BlockPacker;
import io.arvfs.sync.upload.BlockUploader;
import io.arvfs.sync.upload.Part;
import io.arvfs.sync.upload.Slice;
import io.arvfs.sync.upload.StoredBlock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Brings frozen bytes to Keep and tells the journal of each block that arrived. */
final class Upload {

  /** So many parts go into one entry. */
  private static final int PARTS_PER_ENTRY = 512;

  /** So many runs are packed at once; a few hundred bytes each. */
  private static final int MOST_SLICES = 1 << 15;

  /** So many bytes are packed at once: sixteen full blocks. */
  private static final long MOST_BYTES = 1L << 30;

  private final Volume volume;
  private final BlockUploader uploader;
  private final Keep keep;
  private final KeepBlocks permissions;

  Upload(Volume volume, Keep keep, KeepBlocks permissions, SyncParts parts) {
    this.volume = volume;
    this.keep = keep;
    this.permissions = permissions;
    this.uploader = new BlockUploader(keep, parts.tasks(), parts.limits());
  }

  /** Returns when Keep has all bytes that {@code frozen} needs and it did not have. */
  void store(FrozenChanges frozen, Replication wanted) throws IOException {
    Batch batch = new Batch(wanted);
    frozen.tellBytesToStore(volume.manifests(), batch::add);
    batch.store();
  }

  /** What is packed together; blocks that are not full come at its end alone. */
  private final class Batch {

    private final Replication wanted;
    private final List<Slice<Run>> slices = new ArrayList<>();
    private long bytes;

    Batch(Replication wanted) {
      this.wanted = wanted;
    }

    void add(Run run) throws IOException {
      slices.add(new Slice<>(run, run.length()));
      bytes += run.length();
      if (slices.size() >= MOST_SLICES || bytes >= MOST_BYTES) {
        store();
      }
    }

    void store() throws IOException {
      if (!slices.isEmpty()) {
        uploader.upload(BlockPacker.pack(slices), Upload.this::read, wanted, Upload.this::stored);
        slices.clear();
        bytes = 0;
      }
    }
  }

  /** Brings {@link #zeros} to Keep, if the frozen files have holes. */
  void storeZeros(FrozenChanges frozen, Replication wanted) throws IOException {
    Optional<BlockId> zeros = zeros(frozen);
    if (zeros.isPresent() && !permissions.has(zeros.get())) {
      permissions.put(keep.put(zeros.get(), new byte[zeros.get().size()], wanted));
    }
  }

  /** A block of as many zeros as the longest hole has, at most a whole block of them. */
  static Optional<BlockId> zeros(FrozenChanges frozen) throws IOException {
    int size = (int) Math.min(frozen.longestHole(), BlockId.MAX_SIZE);
    return size == 0 ? Optional.empty() : Optional.of(new BlockId(md5(new byte[size]), size));
  }

  private static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  /** The bytes of a part, of whose range the CRC is checked before they leave this machine. */
  private void read(Slice<Run> slice, long skip, byte[] buffer, int offset, int length)
      throws IOException {
    int at = offset;
    for (InSegment extent : slice.key().part(skip, length)) {
      read(extent, buffer, at);
      at += extent.length();
    }
  }

  private void read(InSegment extent, byte[] buffer, int offset) throws IOException {
    int length = extent.length();
    volume.readSegment(extent.range(), extent.skip(), ByteBuffer.wrap(buffer, offset, length));
    boolean whole = length == extent.range().length();
    if (whole
        ? crc(buffer, offset, length) != extent.range().crc()
        : !volume.verifySegment(extent.range())) {
      throw new IOException("bytes on this disk are not what was written: " + extent.range());
    }
  }

  private static int crc(byte[] buffer, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(buffer, offset, length);
    return (int) crc.getValue();
  }

  private void stored(StoredBlock<Run> stored) throws IOException {
    permissions.put(stored.locator());
    List<StoredPart> parts =
        stored.packed().parts().stream().flatMap(part -> parts(part).stream()).toList();
    for (int from = 0; from < parts.size(); from += PARTS_PER_ENTRY) {
      int to = Math.min(parts.size(), from + PARTS_PER_ENTRY);
      Event event = new BytesStored(Ino.ROOT, stored.locator().block(), parts.subList(from, to));
      volume.record(event);
    }
  }

  private static List<StoredPart> parts(Part<Run> part) {
    List<StoredPart> parts = new ArrayList<>();
    int at = part.offsetInBlock();
    for (InSegment extent : part.slice().key().part(part.skip(), part.length())) {
      parts.add(
          new StoredPart(extent.range().segment(), extent.segmentOffset(), extent.length(), at));
      at += extent.length();
    }
    return parts;
  }
}
