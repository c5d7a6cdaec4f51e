namespace MyIkev2.Agent.Snmp.Views;

/// <summary>
/// Gives each configured vpn and child its table index and keeps it for as long as the process runs: rekeys, reconnects
/// and reloads do not change it. Numbers are given in the order of asking, from 1; those of dynamic peers begin at
/// <see cref="FirstDynamic"/> and follow their tunnel ids. Thread-safe.
/// </summary>
public sealed class MibNumbers
{
    /// <summary>First index of rows that no configured name stands for.</summary>
    public const uint FirstDynamic = 1_000_000_000;

    private const uint LastIndex = int.MaxValue;
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Vrf, string Vpn), uint> _vpns = [];
    private readonly Dictionary<(uint Vpn, string Child), uint> _children = [];

    /// <summary>The index of a configured vpn.</summary>
    public uint Vpn(string vrf, string name) => Number(_vpns, (vrf, name));

    /// <summary>The index of a configured child; unique over all vpns.</summary>
    public uint Child(uint vpnIndex, string name) => Number(_children, (vpnIndex, name));

    /// <summary>The index of a row that belongs to one live tunnel only; not used again before the numbers wrap.</summary>
    public static uint Dynamic(ulong tunnelId) => FirstDynamic + (uint)(tunnelId % (LastIndex - FirstDynamic + 1));

    private uint Number<TKey>(Dictionary<TKey, uint> numbers, TKey key)
        where TKey : notnull
    {
        lock (_lock)
        {
            if (!numbers.TryGetValue(key, out var number))
            {
                number = (uint)numbers.Count + 1;
                numbers.Add(key, number);
            }

            return number;
        }
    }
}
