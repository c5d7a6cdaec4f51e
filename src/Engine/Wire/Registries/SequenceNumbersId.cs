namespace MyIkev2.Engine.Wire;

/// <summary>Sequence number properties (IANA "Transform Type 5", formerly ESN).</summary>
public enum SequenceNumbersId : ushort
{
    NoExtendedSequenceNumbers = 0,
    ExtendedSequenceNumbers = 1,
}
