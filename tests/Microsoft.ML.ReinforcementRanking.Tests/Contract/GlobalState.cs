namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Groups the tests that observe the generator of libtorch, which the process has only once. No other test runs at the same time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class GlobalState
{
    public const string Name = "libtorch's global state";
}
