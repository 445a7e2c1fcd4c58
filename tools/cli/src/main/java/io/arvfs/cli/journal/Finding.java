package io.arvfs.cli.journal;

import io.arvfs.journal.codec.UnreadableEntryException;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.log.FramePlace;
import io.arvfs.journal.log.Hole;
import io.arvfs.journal.log.SurveyedFrame;
import java.nio.file.Path;
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

  /** An index that is damaged. */
  public static Finding unreadableIndex(Path directory, Exception why) {
    return about(
        Severity.RECOVERABLE,
        directory,
        "the index cannot be read (" + Findings.oneLine(why) + ")",
        "delete the directory while no mount runs, it is made again");
  }

  /** Entries that cannot be read. */
  public static Finding hole(Hole hole, Position durableEnd) {
    long from = hole.from().value();
    long last = hole.next().value() - 1;
    boolean lost = hole.from().equals(Position.NONE) || !hole.from().isAfter(durableEnd);
    String what =
        from == 0
            ? "an entry before " + hole.next() + " cannot be read"
            : hole.isTail() || last <= from
                ? "the entry " + from + " cannot be read"
                : "the entries " + from + " to " + last + " cannot be read";
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
