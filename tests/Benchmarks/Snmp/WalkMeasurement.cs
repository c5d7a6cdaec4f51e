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
    /// <summary>Passes of a warm-up at most.</summary>
    private const int LongestWarmUp = 30;

    /// <summary>Methods compiled in one pass that do not show in its time.</summary>
    private const int FewMethods = 8;

    private static readonly TimeSpan CompilerPause = TimeSpan.FromMilliseconds(300);

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

    /// <summary>
    /// Walks until the agent's compiler is through: each column has code of its own, which is to be compiled as it stays, and the time
    /// for that is no cost of a binding. The pause lets the compiler begin, which waits until nothing new is called.
    /// </summary>
    public static async Task WarmUpAsync(BenchmarkRun run, OurAgent agent, Action walk)
    {
        for (var (pass, known) = (0, -1L); pass < LongestWarmUp; pass++)
        {
            walk();
            if (run.IsShort)
            {
                return;
            }

            await Task.Delay(CompilerPause);
            var compiled = await agent.CompiledMethodsAsync();
            if (compiled - known < FewMethods && known >= 0)
            {
                return;
            }

            known = compiled;
        }
    }
}
