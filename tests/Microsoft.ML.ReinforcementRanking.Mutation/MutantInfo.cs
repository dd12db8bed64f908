namespace Microsoft.ML.ReinforcementRanking.Mutation;

/// <summary>Describes a mutant: its number, its place, and what it replaces by what.</summary>
internal sealed record MutantInfo(int Number, string File, int Line, string Original, string Replacement)
{
    public override string ToString() => $"{Number} {File}:{Line} `{Original}` -> `{Replacement}`";
}
