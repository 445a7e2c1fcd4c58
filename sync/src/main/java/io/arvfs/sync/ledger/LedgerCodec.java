package io.arvfs.sync.ledger;

import io.arvfs.fs.tree.Inode.Place;
import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.event.CommitEvent.ServerState;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Name;
import io.arvfs.journal.event.Position;
import io.arvfs.sync.ledger.CollectionState.Attempt;
import io.arvfs.sync.ledger.CollectionState.Held;
import io.arvfs.sync.ledger.CollectionState.SharePart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rows of the ledger as bytes and back. The index is disposable, so nothing has a version. */
final class LedgerCodec {

  /** Stands for the position of a freeze. */
  private static final long SETTLING = -1;

  private LedgerCodec() {}

  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  private interface Reading<T> {
    T from(DataInputStream in) throws IOException;
  }

  private static byte[] write(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      writing.to(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static <T> T read(byte[] row, Reading<T> reading) {
    try {
      return reading.from(new DataInputStream(new ByteArrayInputStream(row)));
    } catch (IOException e) {
      throw new UncheckedIOException("a row of the ledger", e);
    }
  }

  static byte[] encode(Change change) {
    return write(
        out -> {
          write(out, change.before());
          write(out, change.now());
          out.writeBoolean(change.directory());
          out.writeBoolean(change.content());
          out.writeLong(change.size());
          write(out, change.since());
        });
  }

  static Change change(byte[] row) {
    return read(
        row,
        in ->
            new Change(
                place(in),
                place(in),
                in.readBoolean(),
                in.readBoolean(),
                in.readLong(),
                instant(in)));
  }

  static byte[] encode(Stored stored) {
    return write(
        out -> {
          out.writeInt(stored.length());
          out.writeUTF(stored.block().md5());
          out.writeInt(stored.block().size());
          out.writeInt(stored.blockOffset());
        });
  }

  static Stored stored(byte[] row) {
    return read(
        row, in -> new Stored(in.readInt(), new BlockId(in.readUTF(), in.readInt()), in.readInt()));
  }

  static byte[] encode(CollectionState state) {
    return write(
        out -> {
          out.writeUTF(state.uuid());
          out.writeUTF(state.base());
          write(out, state.server());
          write(out, state.saved());
          long free = state.settling() ? SETTLING : 0; // A row of one that is not is what it was.
          out.writeLong(state.frozenAt().map(Position::value).orElse(free));
          out.writeBoolean(state.attempt().isPresent());
          if (state.attempt().isPresent()) {
            write(out, state.attempt().get());
          }
          out.writeBoolean(state.held().isPresent());
          if (state.held().isPresent()) {
            write(out, state.held().get());
          }
          // At the end, and only if there is one: so a row without is what it always was.
          if (state.part().isPresent()) {
            out.writeInt(state.part().get().changes());
            write(out, state.part().get().target());
          }
        });
  }

  static CollectionState collection(byte[] row) {
    return read(
        row,
        in -> {
          String uuid = in.readUTF();
          String base = in.readUTF();
          ServerState server = state(in);
          ServerState saved = state(in);
          long frozenAt = in.readLong();
          return new CollectionState(
              uuid,
              base,
              server,
              saved,
              frozenAt > 0 ? Optional.of(new Position(frozenAt)) : Optional.empty(),
              in.readBoolean() ? Optional.of(attempt(in)) : Optional.empty(),
              in.readBoolean() ? Optional.of(held(in)) : Optional.empty(),
              part(in),
              frozenAt == SETTLING);
        });
  }

  private static void write(DataOutputStream out, Attempt attempt) throws IOException {
    out.writeUTF(attempt.digest());
    out.writeUTF(attempt.predictedMd5());
    write(out, attempt.seen());
  }

  private static Attempt attempt(DataInputStream in) throws IOException {
    return new Attempt(in.readUTF(), in.readUTF(), state(in));
  }

  private static void write(DataOutputStream out, Held held) throws IOException {
    out.writeUTF(held.reason());
    out.writeInt(held.paths().size());
    for (String path : held.paths()) {
      out.writeUTF(path);
    }
    out.writeUTF(held.ours());
    out.writeUTF(held.theirs());
  }

  private static Held held(DataInputStream in) throws IOException {
    String reason = in.readUTF();
    List<String> paths = new ArrayList<>();
    for (int n = in.readInt(); n > 0; n--) {
      paths.add(in.readUTF());
    }
    return new Held(reason, paths, in.readUTF(), in.readUTF());
  }

  private static Optional<SharePart> part(DataInputStream in) throws IOException {
    if (in.available() == 0) {
      return Optional.empty();
    }
    int changes = in.readInt();
    return Optional.of(new SharePart(state(in), changes));
  }

  private static void write(DataOutputStream out, ServerState state) throws IOException {
    out.writeLong(state.version());
    out.writeUTF(state.portableDataHash());
    write(out, state.modified());
  }

  private static ServerState state(DataInputStream in) throws IOException {
    return new ServerState(in.readLong(), in.readUTF(), instant(in));
  }

  private static void write(DataOutputStream out, Instant instant) throws IOException {
    out.writeLong(instant.getEpochSecond());
    out.writeInt(instant.getNano());
  }

  private static Instant instant(DataInputStream in) throws IOException {
    return Instant.ofEpochSecond(in.readLong(), in.readInt());
  }

  private static void write(DataOutputStream out, Optional<Place> place) throws IOException {
    out.writeLong(place.map(p -> p.parent().value()).orElse(0L));
    if (place.isPresent()) {
      byte[] name = place.get().name().bytes();
      out.writeByte(name.length);
      out.write(name);
    }
  }

  private static Optional<Place> place(DataInputStream in) throws IOException {
    long parent = in.readLong();
    if (parent == 0) {
      return Optional.empty();
    }
    byte[] name = in.readNBytes(in.readUnsignedByte());
    return Optional.of(new Place(new Ino(parent), new Name(name)));
  }
}
