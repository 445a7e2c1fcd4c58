package io.arvfs.sync.arvados;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The exact bytes of one commit's request body (pure). Equal input gives equal bytes.
 *
 * <p>{@code portable_data_hash} is the bare md5: with its size an equal stored value would switch
 * the server's check off, just when a request is repeated. {@code preserve_version} is always sent;
 * an update without it resets it.
 */
public final class CommitBody {

  /** What the answer is asked to say. */
  static final List<String> SELECT =
      List.of("uuid", "version", "portable_data_hash", "modified_at");

  private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");

  private CommitBody() {}

  /**
   * A commit the server refuses unless its result has the predicted hash.
   *
   * @param replaceFiles target path to source, as {@code replace_files} has them
   * @param manifestText what {@code manifest_text/…} sources name; empty to send none
   * @param predictedMd5 the 32 hex digits of the result, without a size
   * @throws IllegalArgumentException if {@code predictedMd5} is anything else
   */
  public static byte[] of(
      Map<String, String> replaceFiles, String manifestText, String predictedMd5) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      write(replaceFiles, manifestText, predictedMd5, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes what is written", e);
    }
    return bytes.toByteArray();
  }

  /** Writes what {@link #of} gives; does not close {@code out}. */
  public static void write(
      Map<String, String> replaceFiles, String manifestText, String predictedMd5, OutputStream out)
      throws IOException {
    if (!MD5.matcher(predictedMd5).matches()) {
      throw new IllegalArgumentException("not a bare md5: " + predictedMd5);
    }
    try (JsonGenerator json = Json.writing(out)) {
      json.writeStartObject();
      json.writeObjectFieldStart("collection");
      if (!manifestText.isEmpty()) {
        json.writeStringField("manifest_text", manifestText);
      }
      json.writeStringField("portable_data_hash", predictedMd5);
      json.writeBooleanField("preserve_version", true);
      json.writeEndObject();
      json.writeObjectFieldStart("replace_files");
      for (Map.Entry<String, String> file : new TreeMap<>(replaceFiles).entrySet()) {
        json.writeStringField(file.getKey(), file.getValue());
      }
      json.writeEndObject();
      json.writeArrayFieldStart("select");
      for (String field : SELECT) {
        json.writeString(field);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }
}
