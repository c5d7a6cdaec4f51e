using System.Text.Json;
using System.Text.Json.Serialization;
using MyIkev2.Engine.Runtime.Configuration;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Hosting.State;

/// <summary>The file that keeps <see cref="LifetimeTotals"/> over a restart: JSON with a version, replaced as a whole.</summary>
internal sealed class LifetimeTotalsFile(string path)
{
    /// <summary>Members may come and go within a version: one that is missing counts from zero, an unknown one is ignored.</summary>
    public const int Version = 1;

    /// <summary>What a file of ours can never reach.</summary>
    private const int MaximumOctets = 64 * 1024;

    /// <summary>Appended to the name of a file that cannot be used.</summary>
    public const string DamagedSuffix = ".damaged";

    private readonly StateFile _file = new(path);

    public string FilePath => _file.Path;

    /// <summary>What is kept; <see cref="LifetimeTotals.Zero"/> when there is no file yet.</summary>
    /// <exception cref="InvalidDataException">It is not a file of ours, or of a version that we do not know; the message says what is wrong.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public LifetimeTotals Read()
    {
        if (_file.Read(MaximumOctets) is not { } content)
        {
            return LifetimeTotals.Zero;
        }

        try
        {
            using var stream = new MemoryStream(content); // unlike octets, read with or without a byte order mark
            var document = JsonSerializer.Deserialize(stream, LifetimeTotalsJson.Default.LifetimeTotalsDocument)
                ?? throw new InvalidDataException("it holds nothing");
            return document.Version == Version
                ? new LifetimeTotals(document.Counters, document.Traffic)
                : throw new InvalidDataException($"it is of version {document.Version}, this program knows version {Version}");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException(exception.Message, exception);
        }
    }

    /// <summary>Replaces the file.</summary>
    /// <exception cref="IOException">It cannot be written; what was there stands.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written; what was there stands.</exception>
    public void Write(LifetimeTotals totals, DateTimeOffset now)
    {
        var document = new LifetimeTotalsDocument { Version = Version, SavedAt = now, Counters = totals.Counters, Traffic = totals.Traffic };
        _file.Replace(JsonSerializer.SerializeToUtf8Bytes(document, LifetimeTotalsJson.Default.LifetimeTotalsDocument));
    }

    /// <summary>Puts a file that cannot be used out of the way, for whoever wants to look at it. False when even that fails.</summary>
    public bool PutAside() => _file.PutAside() is not null;
}

/// <summary>The content of a <see cref="LifetimeTotalsFile"/>. Names of counters are names of members.</summary>
internal sealed record LifetimeTotalsDocument
{
    public required int Version { get; init; }

    public required DateTimeOffset SavedAt { get; init; }

    public required EngineCounterReading Counters { get; init; }

    public required IpsecCounterReading Traffic { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(LifetimeTotalsDocument))]
internal sealed partial class LifetimeTotalsJson : JsonSerializerContext;
