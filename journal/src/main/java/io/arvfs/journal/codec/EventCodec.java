package io.arvfs.journal.codec;

import io.arvfs.journal.event.CommitEvent;
import io.arvfs.journal.event.CommitEvent.BytesLapsed;
import io.arvfs.journal.event.CommitEvent.BytesStored;
import io.arvfs.journal.event.CommitEvent.ChangesGathered;
import io.arvfs.journal.event.CommitEvent.ChangesSettled;
import io.arvfs.journal.event.CommitEvent.CollectionHeld;
import io.arvfs.journal.event.CommitEvent.CollectionSaved;
import io.arvfs.journal.event.CommitEvent.CommitAbandoned;
import io.arvfs.journal.event.CommitEvent.CommitChecked;
import io.arvfs.journal.event.CommitEvent.CommitFrozen;
import io.arvfs.journal.event.CommitEvent.CommitStarted;
import io.arvfs.journal.event.CommitEvent.OverwriteFound;
import io.arvfs.journal.event.CommitEvent.ShareAdopted;
import io.arvfs.journal.event.CommitEvent.SharePartAdopted;
import io.arvfs.journal.event.CommitEvent.StepSaved;
import io.arvfs.journal.event.CommitEvent.StoredPart;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.TreeEvent;
import io.arvfs.journal.event.TreeEvent.AttributesSet;
import io.arvfs.journal.event.TreeEvent.BytesWritten;
import io.arvfs.journal.event.TreeEvent.DirectoryAdopted;
import io.arvfs.journal.event.TreeEvent.DirectoryMade;
import io.arvfs.journal.event.TreeEvent.DirectoryRemoved;
import io.arvfs.journal.event.TreeEvent.FileAdopted;
import io.arvfs.journal.event.TreeEvent.FileCreated;
import io.arvfs.journal.event.TreeEvent.InodeDied;
import io.arvfs.journal.event.TreeEvent.RemovalAdopted;
import io.arvfs.journal.event.TreeEvent.Renamed;
import io.arvfs.journal.event.TreeEvent.Shortened;
import io.arvfs.journal.event.TreeEvent.Truncated;
import io.arvfs.journal.event.TreeEvent.Unlinked;
import io.arvfs.journal.event.VolumeEvent;
import io.arvfs.journal.event.VolumeEvent.ManifestAdopted;
import io.arvfs.journal.event.VolumeEvent.RangeMove;
import io.arvfs.journal.event.VolumeEvent.RangesMoved;
import io.arvfs.journal.event.VolumeEvent.Started;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An entry's events as bytes: each event is its kind (one byte), its version (one byte), then the
 * fields. Numbers of kinds are given once. A newer version of a kind is read here too, and nowhere
 * else; there is only version 1 so far.
 *
 * <p>Thread-safe; pure.
 */
public final class EventCodec {

  private static final int VERSION = 1;

  private EventCodec() {}

  /** The events' bytes, in their order. */
  public static byte[] encode(List<Event> events) {
    FieldWriter out = new FieldWriter();
    for (Event event : events) {
      switch (event) {
        case TreeEvent e -> encodeTree(e, out);
        case CommitEvent e -> encodeCommit(e, out);
        case VolumeEvent e -> encodeVolume(e, out);
      }
    }
    return out.bytes();
  }

  /**
   * The events that {@link #encode} wrote.
   *
   * @throws UnreadableEntryException if these bytes are no events, or those of a newer version
   */
  public static List<Event> decode(byte[] payload) throws UnreadableEntryException {
    FieldReader in = new FieldReader(ByteBuffer.wrap(payload));
    List<Event> events = new ArrayList<>();
    try {
      while (in.hasMore()) {
        events.add(decodeOne(in));
      }
    } catch (BufferUnderflowException e) {
      throw unreadable(events, "the entry ends in the middle", e);
    } catch (NewerEventException
        | IllegalArgumentException
        | DateTimeException
        | ArithmeticException e) {
      throw unreadable(events, e.getMessage(), e);
    }
    return events;
  }

  private static UnreadableEntryException unreadable(
      List<Event> before, @Nullable String why, RuntimeException cause) {
    return new UnreadableEntryException(
        "event " + (before.size() + 1) + ": " + why, cause instanceof NewerEventException, cause);
  }

  /** A kind, or a version of one, that this program does not know. */
  private static final class NewerEventException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NewerEventException(String what) {
      super(what + "; a newer arv-fs wrote it");
    }
  }

  private static FieldWriter kind(int kind, FieldWriter out) {
    return out.u8(kind).u8(VERSION);
  }

  private static void encodeTree(TreeEvent event, FieldWriter out) {
    switch (event) {
      case FileCreated(var ino, var parent, var name, var attributes) ->
          kind(1, out).ino(ino).ino(parent).name(name).attributes(attributes);
      case DirectoryMade(var ino, var parent, var name, var attributes) ->
          kind(2, out).ino(ino).ino(parent).name(name).attributes(attributes);
      case BytesWritten(var ino, var offset, var data) ->
          kind(3, out).ino(ino).i64(offset).range(data);
      case Truncated(var ino, var length) -> kind(4, out).ino(ino).i64(length);
      case Renamed(var ino, var parent, var name, var newParent, var newName) ->
          kind(5, out).ino(ino).ino(parent).name(name).ino(newParent).name(newName);
      case Unlinked(var ino, var parent, var name) -> kind(6, out).ino(ino).ino(parent).name(name);
      case DirectoryRemoved(var ino, var parent, var name) ->
          kind(7, out).ino(ino).ino(parent).name(name);
      case InodeDied(var ino) -> kind(8, out).ino(ino);
      case AttributesSet(var ino, var attributes, var modified) -> {
        kind(9, out).ino(ino).attributes(attributes).u8(modified.isPresent() ? 1 : 0);
        modified.ifPresent(out::instant);
      }
      case FileAdopted(var ino, var parent, var name, var hash, var modified) ->
          kind(10, out).ino(ino).ino(parent).name(name).text(hash).instant(modified);
      case DirectoryAdopted(var ino, var parent, var name, var modified) ->
          kind(11, out).ino(ino).ino(parent).name(name).instant(modified);
      case RemovalAdopted(var ino, var parent, var name) ->
          kind(12, out).ino(ino).ino(parent).name(name);
      case Shortened(var ino, var length, var tail) -> kind(13, out).ino(ino).i64(length).i64(tail);
    }
  }

  private static void encodeCommit(CommitEvent event, FieldWriter out) {
    switch (event) {
      case CommitFrozen(var root) -> kind(32, out).ino(root);
      case BytesStored(var root, var block, var parts) -> {
        kind(33, out).ino(root).block(block).i32(parts.size());
        parts.forEach(
            p -> out.i32(p.segment()).i64(p.offset()).i32(p.length()).i32(p.blockOffset()));
      }
      case CommitStarted(var root, var frozenAt, var digest, var predicted, var seen) ->
          kind(34, out).ino(root).position(frozenAt).text(digest).text(predicted).state(seen);
      case CommitChecked(var root, var saved) -> kind(35, out).ino(root).state(saved);
      case OverwriteFound(var root, var saved, var replaced) ->
          kind(36, out).ino(root).state(saved).state(replaced);
      case StepSaved(var root, var frozenAt, var base) ->
          kind(37, out).ino(root).position(frozenAt).text(base);
      case CollectionSaved(var root, var saved) -> kind(38, out).ino(root).state(saved);
      case CommitAbandoned(var root, var reason) -> kind(39, out).ino(root).text(reason);
      case ShareAdopted(var root, var base) -> kind(40, out).ino(root).state(base);
      case SharePartAdopted(var root, var base, var target, var changes) ->
          kind(42, out).ino(root).text(base).state(target).i32(changes);
      case ChangesGathered(var root, var first, var count) ->
          kind(43, out).ino(root).ino(first).i64(count);
      case ChangesSettled(var root, var first, var count) ->
          kind(44, out).ino(root).ino(first).i64(count);
      case BytesLapsed(var root, var segment, var from, var length) ->
          kind(45, out).ino(root).i32(segment).i64(from).i64(length);
      case CollectionHeld(var root, var reason, var paths, var ours, var theirs) -> {
        kind(41, out).ino(root).text(reason).text(ours).text(theirs).u16(paths.size());
        paths.forEach(out::text);
      }
    }
  }

  private static void encodeVolume(VolumeEvent event, FieldWriter out) {
    switch (event) {
      case Started(var epoch, var after, var forcedThrough) ->
          kind(64, out).i64(epoch).position(after).position(forcedThrough);
      case RangesMoved(var moves) -> {
        kind(66, out).u16(moves.size());
        moves.forEach(m -> out.range(m.from()).i32(m.toSegment()).i64(m.toOffset()));
      }
      case ManifestAdopted(var root, var uuid, var state, var firstIno, var attributes) ->
          kind(65, out).ino(root).text(uuid).state(state).ino(firstIno).attributes(attributes);
    }
  }

  private static Event decodeOne(FieldReader in) {
    int kind = in.u8();
    int version = in.u8();
    if (version != VERSION) {
      throw new NewerEventException("kind " + kind + " has version " + version);
    }
    return switch (kind) {
      case 1 -> new FileCreated(in.ino(), in.ino(), in.name(), in.attributes());
      case 2 -> new DirectoryMade(in.ino(), in.ino(), in.name(), in.attributes());
      case 3 -> new BytesWritten(in.ino(), in.i64(), in.range());
      case 4 -> new Truncated(in.ino(), in.i64());
      case 5 -> new Renamed(in.ino(), in.ino(), in.name(), in.ino(), in.name());
      case 6 -> new Unlinked(in.ino(), in.ino(), in.name());
      case 7 -> new DirectoryRemoved(in.ino(), in.ino(), in.name());
      case 8 -> new InodeDied(in.ino());
      case 9 -> new AttributesSet(in.ino(), in.attributes(), optional(in, in::instant));
      case 10 -> new FileAdopted(in.ino(), in.ino(), in.name(), in.text(), in.instant());
      case 11 -> new DirectoryAdopted(in.ino(), in.ino(), in.name(), in.instant());
      case 12 -> new RemovalAdopted(in.ino(), in.ino(), in.name());
      case 13 -> new Shortened(in.ino(), in.i64(), in.i64());
      case 32 -> new CommitFrozen(in.ino());
      case 33 -> new BytesStored(in.ino(), in.block(), list(in.i32(), () -> part(in)));
      case 34 -> new CommitStarted(in.ino(), in.position(), in.text(), in.text(), in.state());
      case 35 -> new CommitChecked(in.ino(), in.state());
      case 36 -> new OverwriteFound(in.ino(), in.state(), in.state());
      case 37 -> new StepSaved(in.ino(), in.position(), in.text());
      case 38 -> new CollectionSaved(in.ino(), in.state());
      case 39 -> new CommitAbandoned(in.ino(), in.text());
      case 40 -> new ShareAdopted(in.ino(), in.state());
      case 41 -> held(in);
      case 42 -> new SharePartAdopted(in.ino(), in.text(), in.state(), in.i32());
      case 43 -> new ChangesGathered(in.ino(), in.ino(), in.i64());
      case 44 -> new ChangesSettled(in.ino(), in.ino(), in.i64());
      case 45 -> new BytesLapsed(in.ino(), in.i32(), in.i64(), in.i64());
      case 64 -> new Started(in.i64(), in.position(), in.position());
      case 65 -> new ManifestAdopted(in.ino(), in.text(), in.state(), in.ino(), in.attributes());
      case 66 -> new RangesMoved(list(in.u16(), () -> move(in)));
      default -> throw new NewerEventException("kind " + kind + " is unknown");
    };
  }

  private static CollectionHeld held(FieldReader in) {
    var root = in.ino();
    String reason = in.text();
    String ours = in.text();
    String theirs = in.text();
    return new CollectionHeld(root, reason, list(in.u16(), in::text), ours, theirs);
  }

  private static StoredPart part(FieldReader in) {
    return new StoredPart(in.i32(), in.i64(), in.i32(), in.i32());
  }

  private static RangeMove move(FieldReader in) {
    return new RangeMove(in.range(), in.i32(), in.i64());
  }

  private static <T> Optional<T> optional(FieldReader in, Supplier<T> value) {
    return in.u8() == 0 ? Optional.empty() : Optional.of(value.get());
  }

  private static <T> List<T> list(int size, Supplier<T> element) {
    if (size < 0) {
      throw new IllegalArgumentException("list of " + size);
    }
    return Stream.generate(element).limit(size).toList();
  }
}
