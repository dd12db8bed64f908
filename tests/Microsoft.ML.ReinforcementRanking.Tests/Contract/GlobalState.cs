namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests that look at libtorch's generator, which the process has once: they run while no other test does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class GlobalState
{
    public const string Name = "libtorch's global state";
}
