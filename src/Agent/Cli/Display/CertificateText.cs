using System.Globalization;
using System.Text;
using System.Text.Json;
using MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Cli.Display;

/// <summary><c>show certificates</c>.</summary>
internal static class CertificateText
{
    /// <param name="certificates">What to show.</param>
    /// <param name="asOf">The moment that "expires in" counts from.</param>
    public static string Lines(IReadOnlyList<Certificate> certificates, DateTimeOffset asOf)
    {
        var text = new StringBuilder();
        foreach (var row in certificates)
        {
            if (row.Use == CertificateUse.RevocationList)
            {
                text.Append(CultureInfo.InvariantCulture, $"revocation list of {row.Subject}: {row.Revoked} revoked, made {Day(row.NotBefore?.ToDateTimeOffset())}, {End(row, asOf)}\n");
                continue;
            }

            text.Append(CultureInfo.InvariantCulture, $"{row.Name} ({Word(row.Use)}): {row.Subject}\n");
            text.Append(CultureInfo.InvariantCulture, $"  issuer {row.Issuer}, serial {row.SerialNumber}, {(row.Key.Length > 0 ? row.Key : "a key that cannot be used")}\n");
            if (row.AlternativeNames.Count > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"  names {string.Join(' ', row.AlternativeNames)}\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"  valid from {Day(row.NotBefore?.ToDateTimeOffset())}, {End(row, asOf)}\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"{certificates.Count} {(certificates.Count == 1 ? "entry" : "entries")}\n").ToString();
    }

    public static string Json(IReadOnlyList<Certificate> certificates) => JsonText.OfRows("certificate", certificates, Write);

    private static void Write(Utf8JsonWriter json, Certificate row)
    {
        json.WriteString("name", row.Name);
        json.WriteString("use", Word(row.Use));
        json.WriteString("subject", row.Subject);
        json.WriteString("issuer", row.Issuer);
        json.WriteStartArray("names");
        foreach (var name in row.AlternativeNames)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
        json.WriteString("key", row.Key);
        json.WriteString("serial-number", row.SerialNumber);
        json.WriteString("not-before", Moment(row.NotBefore?.ToDateTimeOffset()));
        json.WriteString("not-after", Moment(row.NotAfter?.ToDateTimeOffset()));
        json.WriteNumber("revoked", row.Revoked);
        json.WriteString("fingerprint", row.Fingerprint);
    }

    private static string End(Certificate row, DateTimeOffset asOf)
    {
        if (row.NotAfter?.ToDateTimeOffset() is not { } end)
        {
            return "without an end";
        }

        var days = (int)Math.Floor((end - asOf).TotalDays);
        return end <= asOf ? $"EXPIRED {Day(end)}" : $"expires {Day(end)}, in {days} {(days == 1 ? "day" : "days")}";
    }

    private static string Word(CertificateUse use) => use switch
    {
        CertificateUse.Own => "own",
        CertificateUse.Intermediate => "intermediate",
        CertificateUse.Authority => "authority",
        CertificateUse.Peer => "peer",
        CertificateUse.RevocationList => "revocation-list",
        _ => "unknown",
    };

    private static string Day(DateTimeOffset? moment) => moment?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "?";

    private static string Moment(DateTimeOffset? moment) => moment?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";
}
