namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Specifies the kind of a trainer's models, which determines the contract tests that apply in addition to those of all trainers.</summary>
internal enum ContractKind
{
    /// <summary>A policy over a catalog.</summary>
    Catalog,

    /// <summary>A policy over continuous actions.</summary>
    Gaussian,

    /// <summary>A model of several tasks.</summary>
    Task,
}
