namespace MyIkev2.Agent.Hosting.State;

/// <summary>What is kept over a restart. Section <c>State</c>.</summary>
internal sealed class StateOptions
{
    public const string Section = "State";

    /// <summary>Whether the totals are kept.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The folder; empty for the one that <see cref="StateDirectory"/> chooses.</summary>
    public string Directory { get; set; } = string.Empty;

    /// <summary>How often the totals are written when they have changed; after a crash at most this much is missing.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    public string EffectiveDirectory => Directory.Length > 0 ? Path.GetFullPath(Directory) : StateDirectory.Choose();

    public IEnumerable<string> Validate()
    {
        if (Interval < TimeSpan.FromSeconds(1) || Interval > TimeSpan.FromDays(1))
        {
            yield return $"{Section}:{nameof(Interval)} is {Interval}, allowed is 00:00:01 to 1.00:00:00";
        }
    }
}
