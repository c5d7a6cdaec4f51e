namespace MyIkev2.Agent.Snmp.State;

/// <summary>The files in which the agent keeps what must survive a restart. The host process says where they are.</summary>
public interface IStateFiles
{
    /// <summary>The file with that name, whether it exists yet or not; null when nothing is kept here.</summary>
    IStateFile? Find(string name);
}

/// <summary>A file that is replaced as a whole: whoever reads it, after any crash, finds the old content or the new.</summary>
public interface IStateFile
{
    /// <summary>Where it is, for messages.</summary>
    string Path { get; }

    /// <summary>Its content; null when there is no such file yet.</summary>
    /// <exception cref="InvalidDataException">It is larger than <paramref name="maximumOctets"/>.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    byte[]? Read(int maximumOctets);

    /// <summary>Replaces the file, or makes it; durable when this returns.</summary>
    /// <exception cref="IOException">It cannot be written; what was there stands.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written; what was there stands.</exception>
    void Replace(ReadOnlySpan<byte> content);

    /// <summary>Gives a file that cannot be used another name, for whoever wants to look at it: that name, or null when even that fails.</summary>
    string? PutAside();
}
