using System.Text.Json;

namespace MyIkev2.Agent.Cli.Display;

/// <summary>SAs as JSON, with the leaf names and their order of the state tree <c>/ vrf V ike ike-sa</c>. A leaf without a value is left out.</summary>
internal static class IkeSaJson
{
    public static string Format(IkeSaList list) => JsonText.Of(json =>
    {
        json.WriteString("as-of", list.AsOf.UtcDateTime);
        json.WriteStartArray("ike-sa");
        foreach (var sa in list.IkeSas)
        {
            Write(json, list, sa);
        }

        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, IkeSaList list, IkeSaView sa)
    {
        json.WriteStartObject();
        json.WriteNumber("unique-id", sa.UniqueId);
        json.WriteString("vrf", sa.Vrf);
        json.WriteString("name", sa.VpnName);
        json.WriteNumber("version", sa.Version);
        json.WriteString("state", sa.State);
        json.WriteString("local-address", sa.LocalAddress);
        json.WriteString("remote-address", sa.RemoteAddress);
        json.WriteNumber("local-port", sa.LocalPort);
        json.WriteNumber("remote-port", sa.RemotePort);
        Text(json, "local-id", sa.LocalId);
        Text(json, "remote-id", sa.RemoteId);
        json.WriteString("initiator-spi", sa.InitiatorSpi.ToString("x16"));
        json.WriteString("responder-spi", sa.ResponderSpi.ToString("x16"));
        Cipher(json, sa.Encryption, sa.Integrity);
        Text(json, "prf-alg", sa.Prf);
        Text(json, "dh-group", sa.KeyExchange);
        Since(json, list, "established-time", sa.EstablishedAt);
        Until(json, list, "rekey-time", sa.RekeyAt);
        Until(json, list, "reauth-time", sa.ReauthenticateAt);
        json.WriteBoolean("udp-encap", sa.UdpEncapsulation);
        json.WriteBoolean("mobike", sa.Mobike);
        json.WriteBoolean("ppk-used", sa.PpkUsed);
        if (sa.RemoteCertificateNotAfter is { } end)
        {
            json.WriteString("remote-certificate-not-after", end.UtcDateTime);
        }

        if (sa.Keys is { } keys)
        {
            Key(json, "sk-ei", keys.SkEi);
            Key(json, "sk-er", keys.SkEr);
            Key(json, "sk-ai", keys.SkAi);
            Key(json, "sk-ar", keys.SkAr);
        }

        json.WriteStartArray("child-sa");
        foreach (var child in sa.Children)
        {
            Write(json, list, sa, child);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, IkeSaList list, IkeSaView sa, ChildSaView child)
    {
        json.WriteStartObject();
        json.WriteNumber("unique-id", child.UniqueId);
        json.WriteString("name", child.PolicyName);
        json.WriteString("state", child.State);
        json.WriteNumber("reqid", child.RequestId);
        json.WriteString("protocol", child.Protocol);
        json.WriteBoolean("udp-encap", child.UdpEncapsulation);
        json.WriteBoolean("mobike", sa.Mobike);
        json.WriteString("spi-in", child.SpiIn.ToString("x8"));
        json.WriteString("spi-out", child.SpiOut.ToString("x8"));
        Cipher(json, child.Encryption, child.Integrity);
        Text(json, "dh-group", child.KeyExchange);
        json.WriteBoolean("esn", child.ExtendedSequenceNumbers);
        json.WriteNumber("bytes-in", child.InBytes);
        json.WriteNumber("packets-in", child.InPackets);
        json.WriteNumber("bytes-out", child.OutBytes);
        json.WriteNumber("packets-out", child.OutPackets);
        Since(json, list, "installed-time", child.InstalledAt);
        Until(json, list, "rekey-time", child.RekeyAt);
        Until(json, list, "life-time", child.ExpiresAt);
        Selectors(json, "local-ts", child.LocalSelectors);
        Selectors(json, "remote-ts", child.RemoteSelectors);
        json.WriteString("mode", child.Mode);
        if (child.Keys is { } keys)
        {
            Key(json, "encr-key-in", keys.EncryptionIn);
            Key(json, "encr-key-out", keys.EncryptionOut);
            Key(json, "integ-key-in", keys.IntegrityIn);
            Key(json, "integ-key-out", keys.IntegrityOut);
        }

        json.WriteEndObject();
    }

    private static void Cipher(Utf8JsonWriter json, string encryption, string integrity)
    {
        if (integrity.Length == 0)
        {
            Text(json, "aead-alg", encryption);
            return;
        }

        Text(json, "enc-alg", encryption);
        Text(json, "auth-alg", integrity);
    }

    private static void Text(Utf8JsonWriter json, string name, string value)
    {
        if (value.Length > 0)
        {
            json.WriteString(name, value);
        }
    }

    private static void Selectors(Utf8JsonWriter json, string name, IReadOnlyList<SelectorView> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value.ToString());
        }

        json.WriteEndArray();
    }

    private static void Since(Utf8JsonWriter json, IkeSaList list, string name, DateTimeOffset? moment)
    {
        if (moment is { } since)
        {
            json.WriteNumber(name, list.SecondsSince(since));
        }
    }

    private static void Until(Utf8JsonWriter json, IkeSaList list, string name, DateTimeOffset? moment)
    {
        if (moment is { } until)
        {
            json.WriteNumber(name, list.SecondsUntil(until));
        }
    }

    private static void Key(Utf8JsonWriter json, string name, ReadOnlyMemory<byte> key)
    {
        if (!key.IsEmpty)
        {
            json.WriteString(name, Convert.ToHexStringLower(key.Span));
        }
    }
}
