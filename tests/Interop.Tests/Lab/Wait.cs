using System.Diagnostics;

namespace MyIkev2.Interop.Tests.Lab;

/// <summary>Waits for what another process will show, by asking again and again within a limit; never for time to pass.</summary>
internal static class Wait
{
    /// <summary>Long: a limit is for what never comes, not for what a busy machine is slow with.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Returns the first value that is not null.</summary>
    /// <param name="what">What is awaited, for the report.</param>
    /// <param name="probe">One look; null for not yet.</param>
    /// <param name="timeout">The limit, <see cref="Default"/> unless told.</param>
    public static async Task<T> ForAsync<T>(string what, Func<Task<T?>> probe, TimeSpan? timeout = null)
        where T : class
    {
        var limit = timeout ?? Default;
        var clock = Stopwatch.StartNew();
        while (true)
        {
            if (await probe() is { } value)
            {
                return value;
            }

            if (clock.Elapsed > limit)
            {
                throw new LabException($"waited {limit.TotalSeconds:0} s in vain for: {what}");
            }

            await Task.Delay(Interval);
        }
    }

    public static Task UntilAsync(string what, Func<Task<bool>> condition, TimeSpan? timeout = null) =>
        ForAsync(what, async () => await condition() ? "" : null, timeout);

    public static Task UntilAsync(string what, Func<bool> condition, TimeSpan? timeout = null) =>
        UntilAsync(what, () => Task.FromResult(condition()), timeout);
}
