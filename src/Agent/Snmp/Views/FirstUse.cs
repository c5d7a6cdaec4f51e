namespace MyIkev2.Agent.Snmp.Views;

/// <summary>Parts of immutable objects that are made at their first use.</summary>
internal static class FirstUse
{
    /// <summary>Keeps a part that was just made. A race makes it twice, harmlessly; both are the same.</summary>
    internal static T Keep<T>(ref T? field, T made)
        where T : class
    {
        Volatile.Write(ref field, made);
        return made;
    }
}
