package io.arvfs.sync.plan;

import static io.arvfs.sync.plan.RefusedException.BAD_REQUEST;
import static io.arvfs.sync.plan.RefusedException.SERVER_ERROR;

import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.manifest.ManifestSink;
import io.arvfs.fs.manifest.ManifestSource;
import io.arvfs.fs.manifest.ManifestText;
import io.arvfs.fs.manifest.Overflow;
import io.arvfs.fs.manifest.PathKeys;
import io.arvfs.fs.manifest.Piece;
import io.arvfs.fs.manifest.StreamKeys;
import io.arvfs.fs.manifest.StreamSink;
import io.arvfs.fs.manifest.StreamWriter;
import io.arvfs.fs.manifest.UnloadableManifestException;
import io.arvfs.fs.sort.RowSort;
import io.arvfs.fs.sort.Scratch;
import io.arvfs.fs.sort.WholePieces;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One request being applied (prediction page, sections 1, 4 and 5): what is wrong with the request
 * itself, then the sources are taken out of their texts, as rows in the order of the result; then
 * the collection's own text passes by, without what is replaced, and the rows come in between. Used
 * once.
 */
final class Application implements Closeable {

  private final Request request;
  private final ManifestSource seen;
  private final Signing signing;
  private final Map<String, PdhSource> sources;
  private final Scratch scratch;
  private final RowSort rows;
  private long filesBefore;
  private long files;

  /** Refuses a source that is not there, once the deletions are found to be in order. */
  private @Nullable RefusedException missing;

  Application(
      Request request,
      ManifestSource seen,
      Signing signing,
      Map<String, PdhSource> sources,
      Scratch scratch)
      throws IOException {
    this.request = request;
    this.seen = seen;
    this.signing = signing;
    this.sources = sources;
    this.scratch = scratch;
    this.rows = scratch.rows();
  }

  /** Writes the text that is then stored. */
  Prediction.Accepted write(OutputStream out) throws IOException {
    Targets targets = new Targets(request);
    ManifestSource before =
        targets.startsEmpty() ? ManifestSource.of(ManifestText.EMPTY) : loadable(seen);
    List<Equality.ByHash> byHash = new ArrayList<>();
    copy(targets.copies(), before, byHash);
    Equality equality = new Equality(signing, byHash);
    try (Overflow line = scratch.overflow();
        RowSort.Cursor cursor = rows.cursor()) {
      Splicing splicing = new Splicing(targets, cursor, StreamWriter.unsigned(out, equality, line));
      before.readInOrder(splicing);
      requireNoneMissing();
      splicing.end();
    }
    return new Prediction.Accepted(equality.isUncertain(), filesBefore, files);
  }

  private void copy(
      SortedMap<String, SortedMap<ManifestPath, List<ManifestPath>>> copies,
      ManifestSource before,
      List<Equality.ByHash> byHash)
      throws IOException {
    SortedMap<ManifestPath, List<ManifestPath>> own = copies.remove(Targets.CURRENT);
    if (own != null) {
      copy(before, Equality.OWN, own);
      requireNoneMissing();
    }
    for (var copy : copies.entrySet()) {
      if (copy.getKey().equals(Targets.SENT)) {
        ManifestText text = new ManifestText(request.manifestText());
        copy(source(text), Equality.SENT, copy.getValue());
      } else {
        Equality.ByHash named = named(copy.getKey());
        byHash.add(named);
        copy(
            source(named.source().manifest()),
            Equality.FIRST_BY_HASH + byHash.size() - 1,
            copy.getValue());
      }
    }
  }

  private void requireNoneMissing() throws RefusedException {
    if (missing != null) {
      throw missing;
    }
  }

  private Equality.ByHash named(String origin) throws RefusedException {
    String pdh = origin.substring(0, origin.length() - 1);
    PdhSource source = sources.get(pdh);
    if (source == null) {
      throw new RefusedException(BAD_REQUEST, "no collection of this hash is known: " + pdh);
    }
    return new Equality.ByHash(pdh, source);
  }

  private void copy(
      ManifestSource text, int origin, SortedMap<ManifestPath, List<ManifestPath>> copies)
      throws IOException {
    for (List<ManifestPath> targets : copies.values()) {
      for (ManifestPath target : targets) {
        if (Targets.isReserved(target)) {
          throw new RefusedException(SERVER_ERROR, "nothing can be put at " + target);
        }
      }
    }
    Copying copying = new Copying(rows, origin, copies);
    text.read(copying);
    if (copying.missing().isPresent() && missing == null) {
      missing = new RefusedException(BAD_REQUEST, "nonexistent source " + copying.missing().get());
    }
  }

  private interface Reading {
    void run() throws IOException;
  }

  private static ManifestSource loadable(ManifestSource own) {
    return new Refusing(own, SERVER_ERROR, "the collection cannot be loaded, ");
  }

  private static ManifestSource source(ManifestText text) {
    return new Refusing(ManifestSource.of(text), BAD_REQUEST, "a source cannot be loaded, ");
  }

  /** A text that, if it spells no tree, refuses the request. */
  private record Refusing(ManifestSource text, int status, String why) implements ManifestSource {

    @Override
    public void read(ManifestSink sink) throws IOException {
      requireLoadable(() -> text.read(sink));
    }

    @Override
    public void readInOrder(StreamSink sink) throws IOException {
      requireLoadable(() -> text.readInOrder(sink));
    }

    private void requireLoadable(Reading reading) throws IOException {
      try {
        reading.run();
      } catch (UnloadableManifestException e) {
        throw new RefusedException(status, why + e);
      }
    }
  }

  /** The collection's own text passing by. */
  private final class Splicing implements StreamSink {

    private final Targets targets;
    private final RowSort.Cursor cursor;
    private final StreamWriter out;
    private final WholePieces codec = new WholePieces();
    private RowSort.@Nullable Row next;
    private byte @Nullable [] cut;

    Splicing(Targets targets, RowSort.Cursor cursor, StreamWriter out) throws IOException {
      this.targets = targets;
      this.cursor = cursor;
      this.out = out;
      this.next = cursor.next();
    }

    @Override
    public void directory(byte[] key) throws IOException {
      if (!isCut(key)) {
        if (targets.isCut(Targets.key(StreamKeys.path(key)))) {
          cut = key;
        } else {
          passUpTo(key);
          out.directory(requireUtf8(key));
        }
      }
    }

    @Override
    public void file(byte[] key, List<Piece> pieces) throws IOException {
      filesBefore++;
      if (isCut(key)) {
        return;
      }
      String path = Targets.key(StreamKeys.path(key));
      if (!targets.isCut(path)) {
        requireNotAbove(targets.refusedBelow(path));
        passUpTo(key);
        write(key, pieces, Equality.OWN);
      }
    }

    private void requireNotAbove(Targets.@Nullable Refusal refused) throws RefusedException {
      if (refused != null) {
        if (!refused.deletion()) {
          requireNoneMissing();
        }
        throw new RefusedException(refused.status(), refused.why());
      }
    }

    private boolean isCut(byte[] key) {
      byte[] within = cut;
      return within != null && StreamKeys.isWithin(key, within);
    }

    private void write(byte[] key, List<Piece> pieces, int origin) throws IOException {
      files++;
      out.file(requireUtf8(key), pieces, origin);
    }

    /** Writes the rows that come before {@code key}, or stand there: directories alone do. */
    private void passUpTo(byte[] key) throws IOException {
      while (next != null && Arrays.compareUnsigned(next.key(), key) <= 0) {
        pass(next);
      }
    }

    private void pass(RowSort.Row first) throws IOException {
      RowSort.Row row = first;
      byte[] key = first.key();
      boolean directory = StreamKeys.isDirectory(key);
      List<Piece> pieces = new ArrayList<>();
      do {
        if (!directory) {
          codec.decode(row.value(), 1, pieces);
        }
        row = cursor.next();
      } while (row != null && Arrays.equals(key, row.key()));
      next = row;
      if (directory) {
        out.directory(requireUtf8(key));
      } else {
        write(key, pieces, first.value()[0]);
      }
    }

    private byte[] requireUtf8(byte[] key) throws RefusedException {
      for (byte b : key) {
        if (b < 0) {
          ManifestPath path = PathKeys.path(StreamKeys.path(key));
          if (!path.isUtf8()) {
            throw new RefusedException(
                Prediction.Refused.MUST_NOT_BE_SENT, "a name is not UTF-8: " + path);
          }
          return key;
        }
      }
      return key;
    }

    void end() throws IOException {
      while (next != null) {
        pass(next);
      }
      out.end();
    }
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
