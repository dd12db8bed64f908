namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Tables;

/// <summary>Contains the numbers of the paper (Cai et al., WWW 2023) that are shown with our measurements.</summary>
internal static class PaperNumbers
{
    /// <summary>Table 2: NCIS on KuaiRand.</summary>
    public const string Offline = """
        | method | click | like (1e-2) | comment (1e-3) | hate (1e-4), down | watch time (s) |
        |---|---|---|---|---|---|
        | behavior cloning | 0.5338 | 1.231 | 3.225 | 2.304 | 12.85 |
        | Wide&Deep | 0.5544 (+3.86 %) | 1.244 (+1.07 %) | 3.344 (+3.69 %) | 2.011 (-12.7 %) | 12.84 (-0.08 %) |
        | DeepFM | 0.5549 (+3.95 %) | 1.388 (+12.76 %) | 3.310 (+2.64 %) | 2.112 (-8.31 %) | 12.92 (+0.53 %) |
        | RCPO | 0.5510 (+3.23 %) | 1.386 (+12.57 %) | 3.628 (+12.5 %) | 2.951 (+28.1 %) | 13.07 (+1.70 %) |
        | RCPO-Multi-Critic | 0.5519 (+3.41 %) | 1.367 (+11.04 %) | 3.413 (+5.83 %) | 2.108 (-8.49 %) | 13.00 (+1.14 %) |
        | Pareto | 0.5438 (+1.87 %) | 1.171 (-4.85 %) | 3.393 (+5.22 %) | 0.9915 (-56.96 %) | 11.90 (-7.4 %) |
        | TSCAC | 0.5570 (+4.35 %) | 1.462 (+18.80 %) | 3.728 (+15.6 %) | 1.870 (-18.83 %) | 13.14 (+2.23 %) |
        """;

    /// <summary>Table 3: the online test against the arm of learning to rank.</summary>
    public const string Online = """
        | method | watch time | share | download | comment |
        |---|---|---|---|---|
        | RCPO | +0.309 % | -0.707 % | +0.153 % | -1.313 % |
        | Interaction-AC | +0.117 % | +5.008 % | +1.952 % | -0.101 % |
        | TSCAC | +0.379 % | +3.376 % | +1.733 % | -0.619 % |
        """;

    /// <summary>The values of figure 3, read from its curves.</summary>
    public const string Strengths = """
        | λ | click | like (1e-2) | comment (1e-3) | hate (1e-4), down | watch time (s) |
        |---|---|---|---|---|---|
        | 1e-1 | .5527 | 1.375 | 3.39 | 1.98 | 13.005 |
        | 1e-2 | .5522 | 1.367 | 3.405 | 2.03 | 13.01 |
        | 1e-3 | .5499 | 1.338 | 3.21 | 2.94 | 13.09 |
        | 1e-4 | .5570 | 1.462 | 3.73 | 1.87 | 13.14 |
        | 1e-5 | .5501 | 1.347 | 3.19 | 3.52 | 13.28 |
        """;
}
