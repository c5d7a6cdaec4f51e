using System.Diagnostics;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.Testing;

namespace MyIkev2.Benchmarks.Snmp;

/// <summary>The table that net-snmp is measured with: native_table.c, compiled here for so many rows.</summary>
internal sealed class NativeTable : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("native-table");

    private NativeTable()
    {
    }

    /// <summary>The entry of the table.</summary>
    public static ObjectIdentifier Entry { get; } = ObjectIdentifier.Parse("1.3.6.1.4.1.8072.9999.9999.4501.1");

    /// <summary>The line of snmpd.conf that loads it.</summary>
    public string ConfigurationLine => $"dlmod native_table {_folder.FullName}/native_table.so";

    /// <summary>What is missing on this machine, or null.</summary>
    public static string? Missing()
    {
        string[] programs = ["snmpd", "gcc", "net-snmp-config"];
        var absent = programs.Where(static program => PeerFactAttribute.Find(program) is null).ToArray();
        return absent.Length == 0 ? null : $"{string.Join(", ", absent)} (packages snmpd, gcc, libsnmp-dev)";
    }

    public static async Task<NativeTable> BuildAsync(int rows)
    {
        var table = new NativeTable();
        var source = Path.Combine(AppContext.BaseDirectory, "Snmp", "native_table.c");
        var flags = (await RunAsync("net-snmp-config", "--base-cflags")).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        await RunAsync("gcc", [.. flags, "-O2", "-shared", "-fPIC", $"-DROWS={rows}", "-o", $"{table._folder.FullName}/native_table.so", source]);
        return table;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} failed:\n{await error}");
    }
}
