using System.Globalization;
using Microsoft.ML.ReinforcementRanking.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
return Studies.Root().Parse(args).Invoke();
