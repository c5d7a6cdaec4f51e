using System.Diagnostics;
using MyIkev2.Benchmarks.Measurement;
using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.Benchmarks.Snmp;

/// <summary>What one walk cost.</summary>
/// <param name="VarBindsPerSecond">On the wall clock, with one manager that waits for each answer.</param>
/// <param name="MicrosecondsPerVarBind">Processor time of each process that was watched, for one binding.</param>
internal readonly record struct WalkCost(double VarBindsPerSecond, double[] MicrosecondsPerVarBind)
{
    /// <summary>Of the first process that was watched.</summary>
    public double Microseconds => MicrosecondsPerVarBind[0];
}

/// <summary>Walks and reads the clocks of the processes behind.</summary>
internal static class WalkMeasurement
{
    public static WalkCost Walk(SnmpWalker walker, IReadOnlyList<ObjectIdentifier> roots, int repetitions, long limit, params int[] processes)
    {
        var before = processes.Select(ProcessCost.Of).ToArray();
        var clock = Stopwatch.StartNew();
        long varBinds = 0;
        foreach (var root in roots)
        {
            varBinds += walker.Walk(root, repetitions, Math.Max(1, limit - varBinds)).VarBinds;
        }

        var seconds = clock.Elapsed.TotalSeconds;
        var costs = processes.Select((process, i) => (ProcessCost.Of(process) - before[i]).TotalMicroseconds / varBinds).ToArray();
        return varBinds == 0
            ? throw new InvalidOperationException($"nothing is below {roots[0]}")
            : new WalkCost(varBinds / seconds, costs);
    }

    /// <summary>Walks for so long, so that code is compiled as it stays.</summary>
    public static void WarmUp(SnmpWalker walker, IReadOnlyList<ObjectIdentifier> roots, int repetitions, TimeSpan time)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < time;)
        {
            foreach (var root in roots)
            {
                walker.Walk(root, repetitions, limit: 20_000);
            }
        }
    }
}
