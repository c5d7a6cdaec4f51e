namespace MyIkev2.Agent.Snmp.State;

/// <summary>
/// The values of objects that managers may set, by descriptor (<c>myikev2NotifEnable</c>). They survive a restart. Thread-safe;
/// reading costs a look-up.
/// </summary>
public interface ISnmpSettings
{
    /// <summary>The value that was set, or <paramref name="otherwise"/>.</summary>
    long Get(string name, long otherwise);

    /// <summary>Sets a value. When this returns true it is kept; when it returns false nothing has changed.</summary>
    bool TrySet(string name, long value);
}
