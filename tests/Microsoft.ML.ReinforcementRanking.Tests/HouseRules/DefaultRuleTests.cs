using System.Xml.Linq;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

public class DefaultRuleTests
{
    [Fact]
    public void PublicTypes_StatedDefaults_AreThoseOfANewObject()
    {
        var library = typeof(TscacRankingTrainer).Assembly;

        DefaultRule.Find(library.GetExportedTypes(), XDocument.Load(Path.ChangeExtension(library.Location, ".xml")), out var compared).Should().BeEmpty();
        compared.Should().BeGreaterThan(250, "options that trainers inherit count for each of them");
    }

    [Theory]
    [InlineData(nameof(Sample.Count), "The default is 1,000.", true)]
    [InlineData(nameof(Sample.Count), "The number. The default is 1e3, and more is slower.", true)]
    [InlineData(nameof(Sample.Count), "The default is 1,001.", false)]
    [InlineData(nameof(Sample.Column), "The default is <c>\"Label\"</c>.", true)]
    [InlineData(nameof(Sample.Column), "The default is null.", false)]
    [InlineData(nameof(Sample.Day), "The default is <see cref=\"F:System.DayOfWeek.Friday\"/>.", true)]
    [InlineData(nameof(Sample.Day), "The default is <see cref=\"F:System.DayOfWeek.Monday\"/>.", false)]
    [InlineData(nameof(Sample.IsOn), "The default is true.", true)]
    [InlineData(nameof(Sample.IsOn), "The default is false.", false)]
    [InlineData(nameof(Sample.Names), "The default is an empty list.", true)]
    [InlineData(nameof(Sample.Names), "The default is null.", false)]
    [InlineData(nameof(Sample.Widths), "The default is 64, 32 and 16.", true)]
    [InlineData(nameof(Sample.Widths), "The default is 64 and 16.", false)]
    public void Find_StatedDefault_IsComparedWithTheValue(string property, string text, bool isRight)
    {
        var name = $"P:{typeof(Sample).FullName!.Replace('+', '.')}.{property}";
        var documentation = XDocument.Parse($"<doc><members><member name=\"{name}\"><summary>{text}</summary></member></members></doc>");

        DefaultRule.Find([typeof(Sample)], documentation, out var compared).Should().HaveCount(isRight ? 0 : 1);

        compared.Should().Be(1);
    }

    public sealed class Sample
    {
        public int Count { get; set; } = 1000;

        public string? Column { get; set; } = "Label";

        public DayOfWeek Day { get; set; } = DayOfWeek.Friday;

        public bool IsOn { get; set; } = true;

        public IReadOnlyList<string> Names { get; set; } = [];

        public IReadOnlyList<int> Widths { get; set; } = [64, 32, 16];
    }
}
