package io.arvfs.sync.plan;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.arvfs.fs.ManifestFiles;
import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.ManifestSource;
import io.arvfs.fs.manifest.ManifestText;
import io.arvfs.fs.manifest.ManifestWriter;
import io.arvfs.fs.manifest.UnloadableManifestException;
import io.arvfs.journal.host.CrashDisk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** A prediction with the text that was written for it, over texts that are kept on a disk. */
record Predicted(Prediction prediction, ManifestText text) {

  static Predicted of(Signing signing, ManifestText seen, Request request) {
    return of(signing, Map.of(), seen, request);
  }

  static Predicted of(
      Signing signing, Map<String, PdhSource> sources, ManifestText seen, Request request) {
    try {
      ManifestFiles texts = new ManifestFiles(new CrashDisk(), Path.of("/texts"));
      ManifestSource kept = texts.source(texts.save(seen));
      ManifestSource source = isLoadable(seen) ? kept : ManifestSource.of(seen);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      Prediction prediction = new Predictor(signing, sources, texts).predict(source, request, out);
      return new Predicted(prediction, new ManifestText(out.toString(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Others are not kept. */
  private static boolean isLoadable(ManifestText seen) {
    try {
      return seen.load().files() >= 0;
    } catch (UnloadableManifestException _) {
      return false;
    }
  }

  static Predicted of(Signing signing, Directory seen, Request request) {
    return of(signing, ManifestWriter.unsigned().write(seen), request);
  }

  Prediction.Accepted accepted() {
    return assertInstanceOf(Prediction.Accepted.class, prediction);
  }

  Prediction.Refused refused() {
    return assertInstanceOf(Prediction.Refused.class, prediction);
  }

  String pdh() {
    return text.portableDataHash();
  }

  Directory tree() {
    try {
      return text.load();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
