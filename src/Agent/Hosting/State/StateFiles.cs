using MyIkev2.Agent.Snmp.State;
using MyIkev2.Engine.Runtime.Configuration;

namespace MyIkev2.Agent.Hosting.State;

/// <summary>Files of the state folder, as the interfaces see them.</summary>
internal sealed class StateFiles(StateOptions options) : IStateFiles
{
    public IStateFile? Find(string name) =>
        options.Enabled ? new StateFile(Path.Combine(options.EffectiveDirectory, name)) : null;
}

/// <summary>One file of the state folder.</summary>
internal sealed class StateFile(string path) : IStateFile
{
    public string Path { get; } = path;

    public byte[]? Read(int maximumOctets)
    {
        if (!File.Exists(Path))
        {
            return null;
        }

        using var stream = File.OpenRead(Path);
        if (stream.Length > maximumOctets)
        {
            throw new InvalidDataException($"it has {stream.Length} octets, more than such a file ever has");
        }

        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    public void Replace(ReadOnlySpan<byte> content)
    {
        StateDirectory.Create(System.IO.Path.GetDirectoryName(Path)!);
        AtomicFile.Replace(Path, content);
    }

    public string? PutAside()
    {
        var aside = Path + LifetimeTotalsFile.DamagedSuffix;
        try
        {
            File.Move(Path, aside, overwrite: true);
            return aside;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
