package io.arvfs.fs.manifest;

import io.arvfs.journal.event.Name;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Whether {@code replace_files} may be sent for a collection, judged by its manifest: if there are
 * problems, the collection must be shown read-only, because the server would refuse every change or
 * damage what nobody touched (prediction page, section 6).
 */
public record Writability(List<Problem> problems) {

  /** The name that the server keeps for itself in a collection's root. */
  public static final Name RESERVED_NAME = new Name(".arvados#collection");

  /** Why a collection cannot be written. */
  public enum Reason {
    /** The text spells no tree; the server answers 500 to every change. */
    UNLOADABLE,
    /** A hash in upper-case hex, which the server does not sign: 403. */
    UPPER_CASE_HASH,
    /** A block of another cluster, which has to be copied to this one first: 403. */
    REMOTE_BLOCK,
    /** A name that is not UTF-8; the server would store another name in its place. */
    NAME_NOT_UTF8,
    /** A file of the name that the server keeps for itself; it can be neither set nor removed. */
    RESERVED_NAME
  }

  /** A reason, and the first place where it holds: a path, a locator or a line. */
  public record Problem(Reason reason, String place) {}

  public Writability {
    problems = List.copyOf(problems);
  }

  /** Judges a loaded tree. */
  public static Writability of(Directory tree) {
    Map<Reason, Problem> found = new EnumMap<>(Reason.class);
    if (tree.get(RESERVED_NAME).isPresent()) {
      note(found, Reason.RESERVED_NAME, RESERVED_NAME.toString());
    }
    examine(tree, "", found);
    return new Writability(List.copyOf(found.values()));
  }

  /** Judges a text, which may spell no tree. */
  public static Writability of(ManifestText text) {
    try {
      return of(text.load());
    } catch (UnloadableManifestException e) {
      return new Writability(
          List.of(new Problem(Reason.UNLOADABLE, "line " + e.line() + ": " + e.reason())));
    }
  }

  public boolean isWritable() {
    return problems.isEmpty();
  }

  private static void examine(Directory directory, String prefix, Map<Reason, Problem> found) {
    for (Map.Entry<Name, Node> entry : directory.entries().entrySet()) {
      String path = prefix + "/" + entry.getKey();
      if (!entry.getKey().isUtf8()) {
        note(found, Reason.NAME_NOT_UTF8, path);
      }
      switch (entry.getValue()) {
        case Directory child -> examine(child, path, found);
        case RegularFile file -> file.pieces().forEach(piece -> examine(piece, path, found));
      }
    }
  }

  private static void examine(Piece piece, String path, Map<Reason, Problem> found) {
    if (!piece.locator().isLowerCase()) {
      note(found, Reason.UPPER_CASE_HASH, path);
    }
    if (piece.locator().isRemote()) {
      note(found, Reason.REMOTE_BLOCK, path);
    }
  }

  private static void note(Map<Reason, Problem> found, Reason reason, String place) {
    found.putIfAbsent(reason, new Problem(reason, place));
  }
}
