package io.arvfs.minicluster;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The things that can be made to go wrong, by name. {@link Faults} holds what is armed; the class
 * comment there says how a value is written.
 */
public enum Fault {
  API_DELAY("api-delay", Form.MILLIS, "API answers come MS milliseconds later"),
  KEEP_DELAY("keep-delay", Form.MILLIS, "Keep answers come MS milliseconds later"),
  API_CUT("api-cut", Form.COUNT, "API connection closed, request not executed"),
  KEEP_CUT("keep-cut", Form.COUNT, "Keep connection closed, request not executed"),
  API_503("api-503", Form.COUNT, "API answers an empty 503, request not executed"),
  API_502("api-502", Form.COUNT, "API answers an HTML 502, request not executed"),
  UPDATE_STATUS("update-status", Form.STATUS, "collection update refused, not executed"),
  UPDATE_STATUS_AFTER(
      "update-status-after", Form.STATUS, "collection update executed, then STATUS"),
  UPDATE_LOST("update-lost", Form.COUNT, "collection update executed, connection closed"),
  UPDATE_TWICE("update-twice", Form.COUNT, "collection update executed twice, second answer sent"),
  UPDATE_ZOMBIE("update-zombie", Form.MILLIS, "connection closed, update executed MS later"),
  FOREIGN_WRITE("foreign-write", Form.PATH, "another client writes PATH just before the update"),
  KEEP_PUT_STATUS("keep-put-status", Form.STATUS, "Keep PUT refused (500, 503, full: 507)"),
  KEEP_GET_STATUS("keep-get-status", Form.STATUS, "Keep GET and HEAD refused"),
  KEEP_GET_CORRUPT("keep-get-corrupt", Form.COUNT, "Keep GET sends bytes of another hash"),
  KEEP_GET_TRUNCATE("keep-get-truncate", Form.COUNT, "Keep GET sends half of the block"),
  VERSIONING("versioning", Form.SWITCH, "collection versioning (default on)"),
  VERSION_IDLE("version-idle", Form.SECONDS, "PreserveVersionIfIdle in seconds (default 10)"),
  SIGNING("signing", Form.SWITCH, "blob signing (default on)"),
  SIGNATURE_TTL("signature-ttl", Form.SECONDS, "BlobSigningTTL in seconds (default 1209600)");

  /** How the value of a fault looks before {@code *COUNT} and {@code @MATCH}. */
  enum Form {
    COUNT("COUNT|always", "[0-9]{1,9}|always"),
    MILLIS("MS", "[0-9]{1,9}"),
    STATUS("STATUS", "[45][0-9][0-9]"),
    PATH("/PATH", "/[^*@]+"),
    SWITCH("on|off", "on|off"),
    SECONDS("SECONDS", "-?[0-9]{1,9}");

    private final String shown;
    private final Pattern pattern;

    Form(String shown, String pattern) {
      this.shown = shown;
      this.pattern = Pattern.compile(pattern);
    }

    boolean fits(String value) {
      return pattern.matcher(value).matches();
    }

    boolean isSetting() {
      return this == SWITCH || this == SECONDS;
    }
  }

  private final String label;
  private final Form form;
  private final String meaning;

  Fault(String label, Form form, String meaning) {
    this.label = label;
    this.form = form;
    this.meaning = meaning;
  }

  /** The name {@code --fault} takes. */
  public String label() {
    return label;
  }

  Form form() {
    return form;
  }

  static Optional<Fault> named(String label) {
    return Arrays.stream(values()).filter(fault -> fault.label.equals(label)).findFirst();
  }

  /** One line for {@code --fault help}. */
  public String help() {
    String tail = form.isSetting() ? "" : form == Form.COUNT ? "[@MATCH]" : "[*COUNT][@MATCH]";
    return "%-46s %s".formatted(label + "=" + form.shown + tail, meaning);
  }
}
