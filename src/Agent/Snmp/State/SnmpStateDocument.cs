using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace MyIkev2.Agent.Snmp.State;

/// <summary>The content of <c>snmp.json</c>.</summary>
internal sealed record SnmpStateDocument
{
    /// <summary>Members may come and go within a version.</summary>
    public const int CurrentVersion = 1;

    public required int Version { get; init; }

    /// <summary>snmpEngineID in hexadecimal.</summary>
    public required string EngineId { get; init; }

    /// <summary>snmpEngineBoots of the run that wrote this.</summary>
    public required int EngineBoots { get; init; }

    /// <summary>Values set by managers.</summary>
    public Dictionary<string, long> Settings { get; init; } = [];

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="InvalidDataException">It is not one; the message says why.</exception>
    public static SnmpStateDocument Parse(byte[] content)
    {
        SnmpStateDocument document;
        try
        {
            document = JsonSerializer.Deserialize(content, SnmpStateJson.Default.SnmpStateDocument) ?? throw new InvalidDataException("it holds nothing");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException(exception.Message, exception);
        }

        if (document.Version != CurrentVersion)
        {
            throw new InvalidDataException($"it is of version {document.Version}, this program knows version {CurrentVersion}");
        }

        return document.EngineBoots >= 0 && SnmpEngineId.TryParse(document.EngineId, out _) && document.Settings is not null
            ? document
            : throw new InvalidDataException("engineId or engineBoots is out of range");
    }

    /// <summary>What can still be made out in the octets of a damaged file: each member that is there with its end.</summary>
    public static (string? EngineId, int? EngineBoots) Salvage(byte[] content)
    {
        var text = Encoding.Latin1.GetString(content);
        var id = SnmpStateSalvage.EngineId().Match(text);
        var boots = SnmpStateSalvage.EngineBoots().Match(text);
        return (
            id.Success && SnmpEngineId.TryParse(id.Groups[1].Value, out _) ? id.Groups[1].Value : null,
            boots.Success && int.TryParse(boots.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null);
    }

    public byte[] ToOctets() => JsonSerializer.SerializeToUtf8Bytes(this, SnmpStateJson.Default.SnmpStateDocument);
}

/// <summary>What is looked for in a damaged file. A number without what follows it may have lost digits.</summary>
internal static partial class SnmpStateSalvage
{
    [GeneratedRegex("\"engineId\"\\s*:\\s*\"([0-9A-Fa-f]+)\"")]
    internal static partial Regex EngineId();

    [GeneratedRegex("\"engineBoots\"\\s*:\\s*([0-9]{1,10})\\s*[,}]")]
    internal static partial Regex EngineBoots();
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(SnmpStateDocument))]
internal sealed partial class SnmpStateJson : JsonSerializerContext;
