package io.arvfs.sync.arvados;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.arvfs.fs.manifest.ManifestTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A manifest as it arrived, in memory. */
public final class SignedText implements ManifestTarget {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @Override
  public OutputStream begin() {
    bytes.reset();
    return bytes;
  }

  String text() {
    return bytes.toString(UTF_8);
  }

  /** The manifest of a collection, or of a version of it. */
  public static String of(Arvados arvados, String uuid) throws IOException {
    SignedText text = new SignedText();
    arvados.fetch(uuid, text);
    return text.text();
  }
}
