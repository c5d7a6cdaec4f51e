using MyIkev2.Engine.Shard;

namespace MyIkev2.Engine.Runtime.Diagnostics;

/// <summary>Gets every event of every shard, one at a time, on the pump's thread.</summary>
public interface IEngineEventSink
{
    void Write(EngineEvent engineEvent);
}
