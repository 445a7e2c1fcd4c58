package io.arvfs.fs.manifest;

import io.arvfs.journal.event.Name;
import java.io.IOException;
import java.util.Arrays;
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

  /** Judges a text, which may spell no tree. */
  public static Writability of(ManifestSource text) throws IOException {
    Judging judging = new Judging();
    try {
      text.read(judging);
      return judging.writability();
    } catch (UnloadableManifestException e) {
      return unloadable(e);
    }
  }

  /** What is found of a text that spells no tree. */
  public static Writability unloadable(UnloadableManifestException e) {
    return new Writability(
        List.of(new Problem(Reason.UNLOADABLE, "line " + e.line() + ": " + e.reason())));
  }

  public boolean isWritable() {
    return problems.isEmpty();
  }

  /** Judges what it is told. Confined to one thread. */
  public static final class Judging implements ManifestSink {

    private final Map<Reason, Problem> found = new EnumMap<>(Reason.class);

    /** The last one that was found to be in order. */
    private LocatorToken known = LocatorToken.EMPTY_BLOCK;

    @Override
    public void directory(byte[] key, int line) {
      judgeName(key);
    }

    @Override
    public void file(byte[] key, List<Piece> pieces, long length, int line) {
      judgeName(key);
      for (Piece piece : pieces) {
        if (!piece.locator().equals(known)) {
          judge(piece.locator(), key);
        }
      }
    }

    private void judgeName(byte[] key) {
      if (Arrays.equals(key, RESERVED_NAME.bytes())) {
        note(Reason.RESERVED_NAME, key);
      }
      if (!isAscii(key) && !PathKeys.path(key).isUtf8()) {
        note(Reason.NAME_NOT_UTF8, key);
      }
    }

    private static boolean isAscii(byte[] key) {
      for (byte b : key) {
        if (b < 0) {
          return false;
        }
      }
      return true;
    }

    private void judge(LocatorToken locator, byte[] key) {
      if (!locator.isLowerCase()) {
        note(Reason.UPPER_CASE_HASH, key);
      }
      if (locator.isRemote()) {
        note(Reason.REMOTE_BLOCK, key);
      }
      known = locator;
    }

    private void note(Reason reason, byte[] key) {
      if (!found.containsKey(reason)) {
        found.put(reason, new Problem(reason, PathKeys.path(key).absolute()));
      }
    }

    /** The verdict on all that was told. */
    public Writability writability() {
      return new Writability(List.copyOf(found.values()));
    }
  }
}
