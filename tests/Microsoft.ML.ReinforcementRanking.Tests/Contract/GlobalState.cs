namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>
/// Groups the tests that observe the number of threads or the memory of the process, which it has only once. No other test runs at the same time.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class GlobalState
{
    public const string Name = "state of the process";
}
