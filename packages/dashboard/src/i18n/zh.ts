import type { Texts } from "./en.ts";

/** Texts in Chinese. */
export const zh: Texts = {
  nav: {
    label: "页面",
    overview: "总览",
    explore: "探索",
    traces: "链路",
    errors: "错误",
    users: "用户",
    sessions: "会话",
    budgets: "预算",
    alerts: "告警",
    settings: "设置",
  },
  shell: {
    skip: "跳到正文",
    theme: "配色",
    themeSystem: "跟随系统",
    themeLight: "浅色",
    themeDark: "深色",
    language: "语言",
  },
  trace: {
    spans: "此链路的跨度",
    asMessages: "显示为消息",
    asJson: "显示为 JSON",
    input: "提示词",
    output: "回答",
  },
  state: {
    loading: "加载中…",
    failed: "无法加载。",
    retry: "重试",
    notFound: "没有这个页面。",
  },
};
