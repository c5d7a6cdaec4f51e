using System.Buffers.Binary;
using System.Runtime.Versioning;

namespace MyIkev2.Benchmarks.SetupRate;

/// <summary>Four octets in a file: how many IKE SAs an engine in another process has.</summary>
[SupportedOSPlatform("linux")]
internal static class EngineStatusFile
{
    public static void Write(string path, int established)
    {
        Span<byte> octets = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(octets, established);
        using var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(file, octets, 0);
    }

    public static int Read(string path)
    {
        Span<byte> octets = stackalloc byte[4];
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return RandomAccess.Read(file, octets, 0) == octets.Length ? BinaryPrimitives.ReadInt32BigEndian(octets) : 0;
    }
}
