package io.arvfs.cli.journal;

import io.arvfs.journal.VolumeLayout;
import io.arvfs.journal.codec.UnreadableEntryException;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.log.FramePlace;
import io.arvfs.journal.log.Hole;
import io.arvfs.journal.log.SurveyedFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Something that is not as it must be: one line.
 *
 * @param position the entry it is about, {@link Position#NONE} if it is about none
 * @param place where, if it is in one place of a file
 * @param help what to do
 */
public record Finding(
    Severity severity, Position position, Optional<FramePlace> place, String what, String help) {

  /** How bad a finding is; the exit status it asks for. */
  public enum Severity {
    /** Worth knowing; nothing is missing. */
    NOTE(0),
    /** Not as it should be; nothing is damaged. */
    ODD(1),
    /** Damaged, and can be made again or was never promised. */
    RECOVERABLE(3),
    /** Something acknowledged as durable cannot be read. */
    LOST(4);

    private final int status;

    Severity(int status) {
      this.status = status;
    }

    /** The exit status. */
    public int status() {
      return status;
    }
  }

  /** Stands in advice where the user's own target belongs. */
  private static final String TARGET = "TARGET";

  /** Advice: saves what can be read. */
  static final String SALVAGE =
      "save the rest with arv-fs-journal recover " + TARGET + " --into NEWDIR";

  /** One about a file. */
  public static Finding about(Severity severity, Path file, String what, String help) {
    return new Finding(severity, Position.NONE, Optional.of(new FramePlace(file, 0)), what, help);
  }

  /** An index whose rows mean something else to this program. */
  public static Finding ofOtherForm(Path directory) {
    return about(
        Severity.NOTE,
        directory,
        "another version of arv-fs made the index",
        "the next mount makes it again");
  }

  /** There is no index, or an empty one. */
  public static Finding noIndex(Path directory) {
    return about(
        Severity.NOTE,
        directory,
        "there is no index to compare the tree with",
        "the next mount makes it");
  }

  /** An index that tells of entries that the log does not have: no power may have been lost. */
  public static Finding indexAhead(Path directory, Position index, Position last) {
    return about(
        Severity.NOTE,
        directory,
        "the index stands at the entry %s, the log ends at %s".formatted(index, last),
        "the next mount makes it again; if no power was lost, the last files of the log are missing");
  }

  /** An index that stands before all that can be folded. */
  public static Finding indexTooOld(Path directory, Position index, Position first) {
    return about(
        Severity.NOTE,
        directory,
        "the index stands at the entry %s, before the first that is kept, %s: it cannot be compared"
            .formatted(index, first),
        "the next mount makes it again");
  }

  /** An index that stands behind entries that are missing, and what is asked for before them. */
  public static Finding indexBehindDamage(Path directory, Position index) {
    return about(
        Severity.NOTE,
        directory,
        "the index stands at the entry %s, behind entries that are missing: it cannot be compared"
            .formatted(index),
        "look with verify");
  }

  /** An index that is damaged. */
  public static Finding unreadableIndex(Path directory, Exception why) {
    return about(
        Severity.RECOVERABLE,
        directory,
        "the index cannot be read (" + Reason.of(why) + ")",
        "delete the directory while no mount runs, it is made again");
  }

  /** Entries that cannot be read. */
  public static Finding hole(Hole hole, Position durableEnd) {
    long from = hole.from().value();
    boolean lost = hole.from().equals(Position.NONE) || !hole.from().isAfter(durableEnd);
    String what = entries(hole) + " cannot be read";
    String help =
        lost
            ? SALVAGE + (hole.isTail() || from == 0 ? "" : " --skip " + from)
            : "it was not forced: the next mount cuts the journal before it; to keep what stands"
                + " behind it, "
                + SALVAGE
                + (hole.isTail() ? "" : " --skip " + from);
    return new Finding(
        lost ? Severity.LOST : Severity.RECOVERABLE,
        hole.from(),
        Optional.of(hole.place()),
        what,
        help);
  }

  /** Entries that cannot be read, and a checkpoint that has what came of them. */
  static Finding pastHole(Hole hole, Position checkpoint) {
    return new Finding(
        Severity.RECOVERABLE,
        hole.from(),
        Optional.of(hole.place()),
        "%s cannot be read; the checkpoint at %s has what came of %s"
            .formatted(
                entries(hole),
                checkpoint,
                hole.next().value() - hole.from().value() > 1 ? "them" : "it"),
        "files and work are whole, their history is not");
  }

  private static String entries(Hole hole) {
    long from = hole.from().value();
    long last = hole.next().value() - 1;
    return from == 0
        ? "an entry before " + hole.next()
        : hole.isTail() || last <= from
            ? "the entry " + from
            : "the entries " + from + " to " + last;
  }

  /** A frame that is whole and whose events cannot be read. */
  public static Finding unreadable(SurveyedFrame frame, UnreadableEntryException why) {
    Position position = frame.frame().position();
    boolean newer = why.isNewer();
    return new Finding(
        newer ? Severity.ODD : Severity.LOST,
        position,
        Optional.of(frame.place()),
        "the events of the entry " + position + " cannot be read: " + why.getMessage(),
        newer ? "use the arv-fs that wrote it" : SALVAGE + " --skip " + position);
  }

  /** The same, its advice naming {@code target} as one types it. */
  public Finding addressedTo(Path target) {
    String text = target.toString();
    boolean plain = text.matches("[A-Za-z0-9_/.,:=@%+-]+") && !text.startsWith("-");
    String typed = plain ? text : "'" + text.replace("'", "'\\''") + "'";
    return new Finding(severity, position, place, what, help.replace(TARGET, typed));
  }

  /** The same without advice. */
  public Finding bare() {
    return new Finding(severity, position, place, what, "");
  }

  /** The line. */
  public String line() {
    StringBuilder line = new StringBuilder();
    line.append(severity == Severity.NOTE ? "note: " : "").append(what);
    place.ifPresent(
        p ->
            line.append(": ")
                .append(p.file())
                .append(
                    position.equals(Position.NONE) && p.offset() == 0
                        ? ""
                        : ", offset " + p.offset()));
    return help.isEmpty() ? line.toString() : line.append("; ").append(help).toString();
  }

  /** The log has no entry: all is lost, or nothing ever was. */
  public static Finding emptyLog(VolumeFiles volume) throws IOException {
    VolumeLayout layout = volume.layout();
    for (Path part :
        List.of(layout.segments(), layout.checkpoints(), layout.manifests(), layout.index())) {
      if (!volume.disk().list(part).isEmpty()) {
        return about(
            Severity.LOST,
            layout.log(),
            "the log has no entry: its files are lost",
            "put them back from a copy of the volume");
      }
    }
    return about(
        Severity.NOTE,
        layout.log(),
        "the log has no entry: nothing was ever written into this volume",
        "nothing needs to be done");
  }

  /** The log lacks its beginning, and nothing tells what was before. */
  static Finding noBeginning(VolumeFiles volume, Position first) {
    return about(
        Severity.LOST,
        volume.layout().log(),
        "the log begins at the entry %s, and neither a checkpoint nor the index tells what was before"
            .formatted(first),
        "put the missing files back from a copy of the volume, or "
            + SALVAGE
            + ", which has what is left of the bytes of files");
  }

  /** The log lacks its beginning, and no checkpoint tells what was before; the index does. */
  static Finding beginningInIndex(VolumeFiles volume) {
    return about(
        Severity.RECOVERABLE,
        volume.layout().log(),
        "the log lacks its beginning, and the index alone tells what was before",
        "do not delete the index; save all of it with arv-fs-journal recover "
            + TARGET
            + " --into NEWDIR");
  }

  /**
   * Entries from before the first tree that is known: whether they speak of a path cannot be told.
   *
   * @param damaged checkpoints that would tell
   */
  static Finding namelessEntries(Position first, Position known, List<Path> damaged) {
    String what =
        "the paths of the entries %s to %d cannot be told".formatted(first, known.value() - 1);
    return damaged.isEmpty()
        ? new Finding(Severity.NOTE, first, Optional.empty(), what, "each may be asked for")
        : about(
            Severity.RECOVERABLE,
            damaged.getLast(),
            what + ", as a checkpoint is damaged",
            "each of them may be asked for");
  }

  /** The log lacks entries, and no checkpoint tells what came of them; the index does. */
  static Finding missingInIndex(VolumeFiles volume) {
    return about(
        Severity.RECOVERABLE,
        volume.layout().log(),
        "the log lacks entries, and the index alone tells what came of them",
        "do not delete the index");
  }

  /** The log ends too early, as something else that was durable shows. */
  static Finding lostEnd(Path proof, String tells, Position end) {
    return about(
        Severity.LOST,
        proof,
        "%s, and the log ends at the entry %s: its last files are lost".formatted(tells, end),
        "put them back from a copy before anything is mounted here, or " + SALVAGE);
  }

  /** An entry that does not fit to those before it. */
  static Finding unfit(Position at, Position durableEnd, Optional<FramePlace> place, String why) {
    return new Finding(
        at.isAfter(durableEnd) ? Severity.RECOVERABLE : Severity.LOST,
        at,
        place,
        why,
        "to go past it, add --skip " + at);
  }
}
