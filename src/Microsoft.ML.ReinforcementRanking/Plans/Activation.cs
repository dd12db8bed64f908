namespace Microsoft.ML.Trainers.ReinforcementRanking.Plans;

/// <summary>What a dense node applies to its sums. The numbers are part of the model file.</summary>
internal enum Activation : byte
{
    None = 0,
    Relu = 1,

    /// <summary><c>−log(1 + e^x)</c>: a value that is never above 0 and always has a gradient.</summary>
    NegativeSoftplus = 2,
}
