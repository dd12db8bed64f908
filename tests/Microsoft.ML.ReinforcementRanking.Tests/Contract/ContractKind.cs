namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>What a trainer's models are, and with it which facts hold of them beside those of all trainers.</summary>
internal enum ContractKind
{
    /// <summary>A policy over a catalog.</summary>
    Catalog,

    /// <summary>A policy over continuous actions.</summary>
    Gaussian,

    /// <summary>A model of several tasks.</summary>
    Task,
}
