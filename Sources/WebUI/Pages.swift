import HTTPAPI

/// The site map of the pages for people. Every page works without scripts, loads nothing from other hosts, and acts only on POST.
/// CONTRIBUTING.md says how to add a page, a text, an icon and a chart.
public enum Pages {
    public static let all: [Endpoint] =
        AssetRoutes.endpoints + BrandRoutes.endpoints + OfflineRoutes.endpoints + LanguageRoutes.endpoints + StyleguideRoutes.endpoints
        + HomeRoutes.endpoints + CatalogPageRoutes.endpoints + PlansPageRoutes.endpoints + DeviceRoutes.endpoints
        + CoveragePageRoutes.endpoints
        + HelpRoutes.endpoints
        + SignInRoutes.endpoints + MailedLinkRoutes.endpoints
        + AccountPageRoutes.endpoints + OrderPageRoutes.endpoints + LinePageRoutes.endpoints + RewardPageRoutes.endpoints
        + WalletPageRoutes.endpoints
        + NotificationPageRoutes.endpoints + ProfileRoutes.endpoints + SharingRoutes.endpoints + BetaPageRoutes.endpoints
        + OutboxRoutes.endpoints
        + OverviewRoutes.endpoints + ConsoleAccountsRoutes.endpoints + ConsoleBetaRoutes.endpoints + ConsoleOrdersRoutes.endpoints
        + ConsoleLinesRoutes.endpoints
        + ConsoleCatalogueRoutes.endpoints + ConsoleBrandsRoutes.endpoints + ConsoleJobsRoutes.endpoints + ConsoleAuditRoutes.endpoints
        + ConsoleHealthRoutes.endpoints + ConsoleNetworkRoutes.endpoints
}
